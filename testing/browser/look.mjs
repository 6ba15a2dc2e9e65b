// Opens a page of Firn as people do: wide and narrow, light and dark, by keyboard, without scripts,
// printed; lets axe-core look at it, and takes pictures. Called by scripts/check pages.
//
// look.mjs CHROMIUM PICTURES NAME URL [live] prints one line of JSON with the faults.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [executablePath, pictures, name, url, kind] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1280, 390];
const SERIOUS = ["serious", "critical"];
const faults = [];
let looks = 0;

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });

/** Runs with a page of its own, of which everything that goes wrong is a fault. */
async function visit(what, options, work) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const fault = text => faults.push(`${name}, ${what}: ${text}`);
  page.on("dialog", dialog => {
    fault("somebody else's script has run: " + dialog.message());
    dialog.dismiss();
  });
  page.on("pageerror", error => fault("script failed: " + error.message));
  page.on("console", message => {
    if (message.type() === "error" && !message.text().includes("favicon")) {
      fault("console: " + message.text());
    }
  });
  page.on("request", request => {
    const address = request.url();
    if (address !== url && !address.startsWith("data:") && !address.endsWith("/favicon.ico")) {
      fault("it asks for " + address);
    }
  });
  try {
    await page.goto(url, { waitUntil: "load" });
    await work(page, fault);
    looks++;
  } catch (error) {
    fault(String(error));
  }
  await context.close();
}

async function examine(page, fault) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document));
  for (const violation of found.violations) {
    if (SERIOUS.includes(violation.impact)) {
      fault(`axe ${violation.id}: ${violation.nodes[0].html.slice(0, 200)} (${violation.nodes.length})`);
    }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) {
    fault(`it is ${wide} px wider than the window`);
  }
}

/** Goes on with the Tab key until an element of the selector has the focus. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(wanted => document.activeElement.matches(wanted), selector)) {
      return true;
    }
  }
  return false;
}

const column = (page, at) =>
  page.evaluate(
    index =>
      [...document.querySelectorAll("#tables tbody tr")].map(row => {
        const cell = row.cells[index];
        return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent;
      }),
    at);

/** Sorts by the first column of numbers, with keys alone. */
async function sortByKeys(page, fault) {
  const at = await page.evaluate(() =>
    [...document.querySelectorAll("#tables thead th")].findIndex(head => head.classList.contains("number")));
  const button = `#tables thead th:nth-child(${at + 1}) button`;
  if (!(await tabTo(page, button))) {
    fault("no Tab reaches " + button);
    return;
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  if (outline === "none") {
    fault("the focus is not seen");
  }
  for (const [key, wanted, order] of [["Enter", "descending", (a, b) => b - a], ["Space", "ascending", (a, b) => a - b]]) {
    await page.keyboard.press(key);
    const said = await page.evaluate(
      head => document.querySelector(head).getAttribute("aria-sort"),
      `#tables thead th:nth-child(${at + 1})`);
    const values = await column(page, at);
    if (said !== wanted || values.join() !== [...values].sort(order).join()) {
      fault(`${key} sorts ${said}, not ${wanted}: ${values.join()}`);
    }
  }
}

async function openByKeys(page, fault) {
  await page.evaluate(() => document.getElementById("main").focus());
  if (!(await tabTo(page, "#configuration summary"))) {
    fault("no Tab reaches the configuration");
    return;
  }
  await page.keyboard.press("Enter");
  if (!(await page.evaluate(() => document.querySelector("#configuration details").open))) {
    fault("Enter does not open the configuration");
  }
}

/** What is opened, sorted and focused stays while the page is renewed without being loaded. */
async function staysWhileRenewed(page, fault) {
  await page.evaluate(() => { globalThis.notLoadedAgain = true; });
  const before = await page.textContent("#foot");
  const focused = await page.evaluate(() => document.activeElement.tagName);
  await page.waitForFunction(text => document.querySelector("#foot").textContent !== text, before, { timeout: 30000 });
  const after = await page.evaluate(() => ({
    same: globalThis.notLoadedAgain === true,
    open: document.querySelector("#configuration details").open,
    sorted: document.querySelectorAll("#tables th[aria-sort]").length,
    focused: document.activeElement.tagName,
  }));
  if (!after.same || !after.open || after.sorted !== 1 || after.focused !== focused) {
    fault("it does not keep what was done: " + JSON.stringify(after));
  }
}

for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"]) {
    const what = `${width} px, ${colorScheme}`;
    await visit(what, { viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme }, async (page, fault) => {
      await examine(page, fault);
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      if (colorScheme === "light") {
        await page.screenshot({ path: join(pictures, `${name}-${width}-first.png`) });
      }
      await sortByKeys(page, fault);
      await openByKeys(page, fault);
      await examine(page, fault);
      if (kind === "live" && colorScheme === "light") {
        await staysWhileRenewed(page, fault);
      }
    });
  }
}
await visit("without scripts", { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }, async (page, fault) => {
  if ((await page.locator("#tables tbody tr").count()) === 0) {
    fault("it has no table");
  }
  if ((await page.locator("th button").count()) > 0) {
    fault("it has buttons that do nothing");
  }
  await page.locator("#configuration summary").click();
  if (!(await page.locator("#configuration table").isVisible())) {
    fault("the configuration does not open");
  }
  const refresh = await page.locator('noscript meta[http-equiv="refresh"], meta[http-equiv="refresh"]').count();
  if (refresh !== (kind === "live" ? 1 : 0)) {
    fault(refresh === 0 ? "it is not renewed" : "it is renewed though it does not change");
  }
});
await visit("printed", { viewport: { width: 1280, height: 900 } }, async (page, fault) => {
  await page.emulateMedia({ media: "print" });
  if (await page.locator("nav").isVisible()) {
    fault("links are printed");
  }
  const paper = await page.pdf({ format: "A4" });
  if (paper.length < 10000) {
    fault("the print is empty");
  }
});
await browser.close();
console.log(JSON.stringify({ looks, faults }));
