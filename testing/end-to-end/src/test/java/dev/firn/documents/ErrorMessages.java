package dev.firn.documents;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import dev.firn.error.ErrorCode;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The messages of all errors, as the sources of the catalogues have them: what differs from case to
 * case stands in braces. So no list of messages has to be kept beside them.
 */
final class ErrorMessages {

  private static final Pattern CODE = Pattern.compile("ErrorCode\\.([A-Z_]+)");
  private static final Pattern PLACEHOLDER = Pattern.compile("%(?:(\\d+)\\$)?[sd]");

  /** A line of the launcher that ends it with a message. */
  private static final Pattern FAILURE =
      Pattern.compile("\\bfail \\d (FIRN-\\d{4}) \"((?:[^\"\\\\]|\\\\.)*)\"");

  /** What a shell says only if a variable is set. */
  private static final Pattern OPTIONAL_PART = Pattern.compile("\\$\\{\\w+:\\+([^}]*)}");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-[^}]*)?}|\\$(\\w+)");

  private static final String GAP = "TableGap";
  private static final Map<String, String> CALLED = Map.of("captured", "table");

  private final Map<ErrorCode, Set<String>> messages = new EnumMap<>(ErrorCode.class);

  private ErrorMessages() {}

  static ErrorMessages read() throws IOException {
    ErrorMessages all = new ErrorMessages();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(catalogues()));
      for (CompilationUnitTree file : task.parse()) {
        for (Tree type : file.getTypeDecls()) {
          if (type instanceof ClassTree catalogue) {
            all.add(catalogue);
          }
        }
      }
    }
    all.addLauncher(Repository.text("scripts/firn"));
    return all;
  }

  /** The launcher names the codes that it shows; what its shell fills in stands in braces. */
  private void addLauncher(String script) {
    Matcher failure = FAILURE.matcher(script);
    while (failure.find()) {
      String id = failure.group(1);
      ErrorCode code =
          Arrays.stream(ErrorCode.values())
              .filter(known -> known.id().equals(id))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("The launcher says " + id));
      String message = failure.group(2).replace("\\\"", "\"").replace('\n', ' ');
      message = OPTIONAL_PART.matcher(message).replaceAll("[$1]");
      message =
          VARIABLE.matcher(message).replaceAll(found -> braces(found.group(1), found.group(2)));
      messages.computeIfAbsent(code, first -> new LinkedHashSet<>()).add(message);
    }
  }

  private static String braces(@Nullable String one, @Nullable String other) {
    String name = one == null ? String.valueOf(other) : one;
    return "{"
        + (name.equals("1") ? "option" : name.toLowerCase(Locale.ROOT).replace('_', ' '))
        + "}";
  }

  /** In the order of their catalogues. */
  Set<String> of(ErrorCode code) {
    return messages.getOrDefault(code, Set.of());
  }

  private static List<Path> catalogues() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.file("."))) {
      return files
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> !file.endsWith("ErrorCode.java") && file.toString().endsWith(".java"))
          .filter(ErrorMessages::namesCodes)
          .sorted()
          .toList();
    }
  }

  private static boolean namesCodes(Path file) {
    try {
      return CODE.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(ClassTree catalogue) {
    Map<String, MethodTree> methods = new HashMap<>();
    Map<String, ExpressionTree> constants = new HashMap<>();
    for (Tree member : catalogue.getMembers()) {
      if (member instanceof MethodTree method) {
        methods.put(key(method.getName(), method.getParameters()), method);
      } else if (member instanceof VariableTree constant && constant.getInitializer() != null) {
        constants.put(constant.getName().toString(), constant.getInitializer());
      }
    }
    for (MethodTree method : methods.values().stream().sorted(byPlace(catalogue)).toList()) {
      if (!isShared(method)) {
        new Factory(methods, constants, method, Map.of()).scan(method.getBody(), null);
      }
    }
  }

  /** One that makes an error for factories, which say what of it differs. */
  private static boolean isShared(MethodTree method) {
    String made = String.valueOf(method.getReturnType());
    return method.getModifiers().getFlags().contains(Modifier.PRIVATE)
        && (made.endsWith("Exception") || made.equals(GAP));
  }

  /** Of several of one name. */
  private static String key(CharSequence name, List<?> parameters) {
    return name + "/" + parameters.size();
  }

  private static Comparator<MethodTree> byPlace(ClassTree catalogue) {
    List<? extends Tree> members = catalogue.getMembers();
    return Comparator.comparingInt(members::indexOf);
  }

  /** Finds where a factory makes an error. */
  private final class Factory extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final Map<String, MethodTree> methods;
    private final Map<String, ExpressionTree> known;
    private final Map<String, String> given;

    /**
     * @param given what parameters are called by who calls it
     */
    Factory(
        Map<String, MethodTree> methods,
        Map<String, ExpressionTree> constants,
        MethodTree method,
        Map<String, String> given) {
      this.methods = methods;
      this.given = given;
      this.known = new HashMap<>(constants);
      method.getParameters().forEach(parameter -> known.remove(parameter.getName().toString()));
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void unused) {
      if (variable.getInitializer() != null) {
        known.put(variable.getName().toString(), variable.getInitializer());
      }
      return super.visitVariable(variable, unused);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void unused) {
      found(made.getIdentifier().toString(), made.getArguments());
      return super.visitNewClass(made, unused);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
      if (call.getMethodSelect() instanceof MemberSelectTree method
          && method.getIdentifier().contentEquals("before")) {
        ErrorCode code = code(method.getExpression().toString());
        if (code != null) {
          note(code, new Wording(methods, known, given).of(call.getArguments().get(0)));
        }
      }
      found("", call.getArguments());
      MethodTree shared = methods.get(key(call.getMethodSelect().toString(), call.getArguments()));
      if (shared != null && isShared(shared)) {
        new Factory(
                methods,
                known,
                shared,
                new Wording(methods, known, given).ofParameters(shared, call.getArguments()))
            .scan(shared.getBody(), null);
      }
      return super.visitMethodInvocation(call, unused);
    }

    private void found(String type, List<? extends ExpressionTree> arguments) {
      if (arguments.size() < 2) {
        return;
      }
      Set<ErrorCode> codes = codes(arguments.get(0));
      if (codes.isEmpty()) {
        return;
      }
      Wording wording = new Wording(methods, known, given);
      String message =
          type.equals(GAP)
              ? "Cannot go on with {table}: " + wording.of(arguments.get(2))
              : type.equals("ConfigException") && arguments.size() == 3
                  ? "Cannot use {file}, {n} problems:"
                  : wording.of(arguments.get(1));
      codes.forEach(code -> note(code, message));
    }

    private void note(ErrorCode code, String message) {
      if (message.matches("\\{[^}]*}")) {
        // Somebody else's words alone.
        return;
      }
      messages.computeIfAbsent(code, first -> new LinkedHashSet<>()).add(message);
    }

    private static @Nullable ErrorCode code(String text) {
      Matcher named = CODE.matcher(text);
      return named.matches() ? ErrorCode.valueOf(named.group(1)) : null;
    }

    /** The code itself, or all that a method of the catalogue named code may choose. */
    private Set<ErrorCode> codes(ExpressionTree argument) {
      Set<ErrorCode> codes = new LinkedHashSet<>();
      String text = argument.toString();
      String from =
          text.startsWith("ErrorCode.")
              ? text
              : text.startsWith("code(") ? String.valueOf(methods.get("code/1")) : "";
      Matcher named = CODE.matcher(from);
      while (named.find()) {
        codes.add(ErrorCode.valueOf(named.group(1)));
      }
      return codes;
    }
  }

  /** Says an expression as it will be read. */
  private record Wording(
      Map<String, MethodTree> methods,
      Map<String, ExpressionTree> known,
      Map<String, String> given) {

    String of(ExpressionTree expression) {
      if (expression instanceof ParenthesizedTree inner) {
        return of(inner.getExpression());
      }
      if (expression instanceof TypeCastTree cast) {
        return of(cast.getExpression());
      }
      if (expression instanceof LiteralTree literal) {
        return String.valueOf(literal.getValue());
      }
      if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        return of(sum.getLeftOperand()) + of(sum.getRightOperand());
      }
      if (expression instanceof ConditionalExpressionTree choice) {
        return choice(of(choice.getTrueExpression()), of(choice.getFalseExpression()));
      }
      if (expression instanceof IdentifierTree name) {
        return ofName(name.getName().toString());
      }
      if (expression instanceof MethodInvocationTree call) {
        return ofCall(call);
      }
      if (expression instanceof NewClassTree made && made.getArguments().size() == 1) {
        return of(made.getArguments().get(0));
      }
      return expression instanceof MemberSelectTree member
          ? braces(member.getIdentifier().toString())
          : "{n}";
    }

    private static String choice(String one, String other) {
      if (other.startsWith(one)) {
        return one + "[" + other.substring(one.length()) + "]";
      }
      if (other.isEmpty()) {
        return "[" + one + "]";
      }
      return "[" + one + " | " + other + "]";
    }

    private String ofName(String name) {
      if (given.containsKey(name)) {
        return given.get(name);
      }
      ExpressionTree value = known.get(name);
      return value == null || value instanceof IdentifierTree
          ? braces(name)
          : orBraces(value, name);
    }

    private String orBraces(ExpressionTree value, String name) {
      String said = of(value);
      // A list or a builder says nothing that could be read.
      return said.contains(" ") && !said.startsWith("{") ? said : braces(name);
    }

    private String ofCall(MethodInvocationTree call) {
      List<? extends ExpressionTree> arguments = call.getArguments();
      if (call.getMethodSelect() instanceof MemberSelectTree method) {
        String name = method.getIdentifier().toString();
        String on = method.getExpression().toString();
        return switch (name) {
          case "formatted" -> filled(of(method.getExpression()), arguments);
          case "valueOf", "quoted" -> of(arguments.get(0));
          case "join" -> of(arguments.get(1));
          case "toString", "getMessage", "strip", "id", "name", "get" -> of(method.getExpression());
          case "size" -> braces("n");
          default -> braces(on.equals("ReloadCommand") ? "reload command" : name);
        };
      }
      String name = call.getMethodSelect().toString();
      MethodTree method = methods.get(key(name, arguments));
      // What others call, too, is a thing of its own and has its name.
      if (method == null
          || !method.getModifiers().getFlags().contains(Modifier.PRIVATE)
          || !String.valueOf(method.getReturnType()).equals("String")) {
        return braces(name);
      }
      Map<String, ExpressionTree> inner = new HashMap<>(known);
      for (Tree statement : method.getBody().getStatements()) {
        if (statement instanceof VariableTree variable && variable.getInitializer() != null) {
          inner.put(variable.getName().toString(), variable.getInitializer());
        } else if (statement instanceof ReturnTree returned) {
          return new Wording(methods, inner, ofParameters(method, arguments))
              .of(returned.getExpression());
        } else {
          break;
        }
      }
      return braces(name);
    }

    Map<String, String> ofParameters(MethodTree method, List<? extends ExpressionTree> arguments) {
      Map<String, String> called = new HashMap<>();
      for (int i = 0; i < arguments.size(); i++) {
        called.put(method.getParameters().get(i).getName().toString(), of(arguments.get(i)));
      }
      return called;
    }

    private String filled(String template, List<? extends ExpressionTree> arguments) {
      List<String> values = new ArrayList<>();
      arguments.forEach(argument -> values.add(of(argument)));
      int[] next = {0};
      return PLACEHOLDER
          .matcher(template)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      values.get(
                          found.group(1) == null
                              ? next[0]++
                              : Integer.parseInt(found.group(1)) - 1)));
    }

    private static String braces(String name) {
      return "{"
          + CALLED
              .getOrDefault(name, name)
              .replaceAll("^(find|get|say|to)(?=[A-Z])", "")
              .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
              .toLowerCase(Locale.ROOT)
          + "}";
    }
  }
}
