# Writes every template of a pod that the operators' manifests hold as a manifest that Kubernetes' own
# schemas know: templates.py MANIFESTS TARGET
import pathlib
import sys

import yaml


def templates(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("template", "podTemplateSpec") and "containers" in inner.get("spec", {}):
                yield inner
            else:
                yield from templates(inner)


manifests, target = map(pathlib.Path, sys.argv[1:])
found = 0
for file in sorted(manifests.glob("*-operator/*.yaml")):
    for number, template in enumerate(templates(yaml.safe_load(file.read_text()))):
        name = f"{file.parent.name}-{file.stem}-{number}"
        pod = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": name}, "template": template}
        (target / f"{name}.yaml").write_text(yaml.safe_dump(pod))
        found += 1
if found == 0:
    sys.exit("The operators' manifests hold no template of a pod")
