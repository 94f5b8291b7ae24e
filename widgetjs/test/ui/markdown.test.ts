import assert from "node:assert/strict";
import { test } from "node:test";
import { element, markup, walk } from "./dom-stub.js";
import type { StubElement } from "./dom-stub.js";
import { createI18n } from "../../src/i18n/index.js";
import { markdown } from "../../src/extra/markdown/index.js";
import { markdown as sample } from "./scenes.js";

const { t } = createI18n("en");

/** Without the frame of code: its button and what that says. */
const bare = (shown: string) => shown.replaceAll(/<div><button>.*?<\/button>(<pre>.*?<\/pre>)<span><\/span><\/div>/gs, "$1");

function render(text: string): StubElement {
  const into = element();
  markdown(into, text, t);
  return into;
}

const examples: Readonly<Record<string, [source: string, expected: string][]>> = {
  "emphasis follows its words": [
    ["*a* and **b** and ***c***", "<p><em>a</em> and <strong>b</strong> and <strong><em>c</em></strong></p>"],
    ["_a_ and __b__ and ~~c~~", "<p><em>a</em> and <strong>b</strong> and <del>c</del></p>"],
    ["**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"],
    ["**a *b***", "<p><strong>a <em>b</em></strong></p>"],
    ["snake_case_name stays", "<p>snake_case_name stays</p>"],
    ["2 * 3 * 4", "<p>2 * 3 * 4</p>"],
    ["**强调。**后面", "<p><strong>强调。</strong>后面</p>"],
    ["**open", "<p>**open</p>"],
    ["*a **b* c", "<p><em>a **b</em> c</p>"],
    ["**** and ** **", "<p>**** and ** **</p>"],
    ["\\*not\\* emphasis", "<p>*not* emphasis</p>"],
  ],
  "code is verbatim": [
    ["`a*b*` and ``c`d``", "<p><code>a*b*</code> and <code>c`d</code></p>"],
    ["` `` `", "<p><code>``</code></p>"],
    ["`open", "<p>`open</p>"],
    ["```go\nx := *p\n\n```\nafter", "<pre><code>x := *p\n</code></pre><p>after</p>"],
    ["~~~\n```\n~~~", "<pre><code>```</code></pre>"],
    ["```\nnot closed yet", "<pre><code>not closed yet</code></pre>"],
  ],
  "tables have a line of dashes, and cells of inline text": [
    ["| a | *b* |\n|---|:-:|\n| 1 | `2` |\n\nafter", "<div><table><thead><tr><th>a</th><th><em>b</em></th></tr></thead><tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table></div><p>after</p>"],
    ["Prices:\na | b\n--|--\n1 | 2", "<p>Prices:</p><div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"],
    ["| a \\| b |\n| - |\n| 1 | 2 |", "<div><table><thead><tr><th>a | b</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>"],
    ["| a | b |\n| --- |", "<p>| a | b |\n| --- |</p>"],
    ["| a | b |\nand more", "<p>| a | b |\nand more</p>"],
    ["| a |", "<p>| a |</p>"],
  ],
  "blocks follow one another": [
    ["a\nb\n\nc", "<p>a\nb</p><p>c</p>"],
    ["# One\n###### Six", "<h3>One</h3><h3>Six</h3>"],
    ["#hashtag", "<p>#hashtag</p>"],
    ["a\n\n---\nb", "<p>a</p><hr></hr><p>b</p>"],
    ["> a\n> > b\n\nc", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>"],
    ["a\r\nb", "<p>a\nb</p>"],
    ["", ""],
  ],
  "lists nest by indentation": [
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["Text:\n- a", "<p>Text:</p><ul><li>a</li></ul>"],
    ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
    ["1. a\n  - b\n2. c", '<ol start="1"><li>a<ul><li>b</li></ul></li><li>c</li></ol>'],
    ["* a\n\n  more\n* b", "<ul><li>a<p>more</p></li><li>b</li></ul>"],
    ["- a\n  ```\n  code\n  ```", "<ul><li>a<pre><code>code</code></pre></li></ul>"],
    ["- a\n1. b", '<ul><li>a</li></ul><ol start="1"><li>b</li></ol>'],
    ["It was\n1984. That year", "<p>It was\n1984. That year</p>"],
  ],
  "links go where they say": [
    ["[a *b*](https://x.example/y)", '<p><a href="https://x.example/y">a <em>b</em></a></p>'],
    ['[a](https://x.example "title") b', '<p><a href="https://x.example/">a</a> b</p>'],
    ["[a](https://x.example/(y))", '<p><a href="https://x.example/(y)">a</a></p>'],
    ["<https://x.example> <mailto:a@x.example>", '<p><a href="https://x.example/">https://x.example</a> <a href="mailto:a@x.example">a@x.example</a></p>'],
    ["see https://x.example/a_b_c.", '<p>see <a href="https://x.example/a_b_c">https://x.example/a_b_c</a>.</p>'],
    ["(https://x.example/(y)) **https://x.example**", '<p>(<a href="https://x.example/(y)">https://x.example/(y)</a>) <strong><a href="https://x.example/">https://x.example</a></strong></p>'],
    ["![a cat](https://x.example/cat.png)", '<p><a href="https://x.example/cat.png">a cat</a></p>'],
    ["![](https://x.example/cat.png)", '<p><a href="https://x.example/cat.png">https://x.example/cat.png</a></p>'],
    ["[a [b](https://x.example) c](https://y.example)", '<p>[a <a href="https://x.example/">b</a> c](<a href="https://y.example/">https://y.example</a>)</p>'],
    ["[1] https://x.example [2]", '<p>[1] <a href="https://x.example/">https://x.example</a> [2]</p>'],
    ["[https://x.example](https://y.example)", '<p><a href="https://y.example/">https://x.example</a></p>'],
    ["[<https://x.example>](https://y.example)", '<p><a href="https://y.example/"><https://x.example></a></p>'],
    ["[tel](tel:+49301234)", '<p><a href="tel:+49301234">tel</a></p>'],
  ],
  "addresses of other schemes stay text": [
    ["[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"],
    ["[a](data:text/html,x) [b](/relative) [c](vbscript:x)", "<p>[a](data:text/html,x) [b](/relative) [c](vbscript:x)</p>"],
    ["[bank](https://bank.example@evil.example)", "<p>[bank](https://bank.example@evil.example)</p>"],
    ["<javascript:alert(1)>", "<p><javascript:alert(1)></p>"],
    ["<img src=x onerror=alert(1)>", "<p><img src=x onerror=alert(1)></p>"],
  ],
};

for (const [rule, cases] of Object.entries(examples)) {
  test(`markdown: ${rule}`, () => {
    for (const [source, expected] of cases) assert.equal(bare(markup(render(source))), expected, source);
  });
}

/** Pieces that have fooled other renderers, to be combined at random. */
const pieces = [
  "*", "**", "***", "_", "__", "~~", "`", "``", "```", "\n", "\n\n", "    ", "  ", "- ", "* ", "1. ", "> ", "# ", "---", "\n| a | b\n|---|---|\n", "|", "[", "]", "](", ")", "!", "![", "<", ">", "\\", "(",
  "a", "b c", "é", "你好", "🙂", "\u202E", "\u0000", "https://x.example/", "http://", "javascript", "JaVaScRiPt", ":alert(1)", "data:text/html,<script>", "java\nscript:",
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", '" onmouseover="alert(1)', "mailto:a@b.example", "tel:1", "&lt;", "[a](https://x.example)",
];

/** A repeatable source of numbers (mulberry32). */
function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function hostile(seed: number): string {
  const pick = numbers(seed);
  return Array.from({ length: 1 + pick(40) }, () => pieces[pick(pieces.length)]).join("");
}

const allowedTags = new Set(["p", "em", "strong", "del", "code", "pre", "a", "ul", "ol", "li", "blockquote", "h3", "hr", "table", "thead", "tbody", "tr", "th", "td", "div", "button", "svg", "path", "span"]);
const allowedAttributes = new Set(["href", "rel", "target", "title", "start", "tabindex", "class", "dir", "role", "aria-label", "aria-hidden", "data-language", "viewBox", "d"]);

test("markdown: whatever is written, only harmless elements and addresses come out", () => {
  for (let seed = 0; seed < 4000; seed++) {
    const source = hostile(seed);
    walk(render(source), ({ tag, attributes }) => {
      assert.ok(allowedTags.has(tag), `${tag} from ${JSON.stringify(source)}`);
      for (const name of attributes.keys()) assert.ok(allowedAttributes.has(name), `${name} from ${JSON.stringify(source)}`);
      if (tag !== "a") return;
      assert.match(attributes.get("href") ?? "", /^(https?:\/\/|mailto:|tel:)/, JSON.stringify(source));
      assert.equal(attributes.get("rel"), "noopener noreferrer nofollow ugc");
    });
  }
});

test("markdown: a text that grows piece by piece ends as the same text written at once", () => {
  for (let seed = 0; seed < 1500; seed++) {
    const source = seed === 0 ? sample : hostile(seed);
    const pick = numbers(seed);
    const grown = element();
    for (let end = 0; end < source.length; end += 1 + pick(6)) markdown(grown, source.slice(0, end), t);
    markdown(grown, source, t);
    assert.equal(markup(grown), markup(render(source)), JSON.stringify(source));
  }
});

test("markdown: what did not change keeps its nodes while a text grows", () => {
  const into = element();
  markdown(into, "first\n\n- a\n- b\n\nlast", t);
  const [first, list, last] = into.childNodes;
  markdown(into, "first\n\n- a\n- b\n\nlast and more", t);
  assert.equal(into.childNodes[0], first);
  assert.equal(into.childNodes[1], list);
  assert.notEqual(into.childNodes[2], last);
});

const floods: Readonly<Record<string, (n: number) => string>> = {
  "open strong": (n) => "**a ".repeat(n),
  "alternating marks": (n) => "*a _b ".repeat(n),
  "closing marks": (n) => "a** b* ".repeat(n),
  "open brackets": (n) => "[".repeat(n),
  "open links": (n) => "[a](b".repeat(n),
  "open links with spaces": (n) => `[a](${" ".repeat(40)}`.repeat(n / 10),
  "spaces in a target": (n) => `[a](${" ".repeat(n)}`,
  "open titles": (n) => '[a](b "c'.repeat(n),
  "backticks of all lengths": (n) => Array.from({ length: Math.sqrt(n) * 2 }, (_, i) => `${"`".repeat(i)} `).join(""),
  "alternating backticks": (n) => "` ``` ".repeat(n),
  "open angles": (n) => "<https://".repeat(n),
  "addresses in brackets": (n) => "[https://]".repeat(n),
  "addresses without an end": (n) => "https://".repeat(n),
  "brackets after an address": (n) => `https://x.example/${")".repeat(n)}`,
  "deep quotes": (n) => `${"> ".repeat(n)}a`,
  "deep lists": (n) => Array.from({ length: Math.sqrt(n) * 2 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n"),
  "spaces after a heading": (n) => `# a${" ".repeat(n)}b`,
  "a rule that is none": (n) => `${"- ".repeat(n)}x`,
  "tables": (n) => "| a | b |\n|---|---|\n".repeat(n / 10),
  "a wide table": (n) => `${"|a".repeat(n)}\n${"|-".repeat(n)}`,
  "a long table": (n) => `${"|a".repeat(24)}\n${"|-".repeat(24)}\n${"|\n".repeat(n / 2)}`,
  "a line of dashes that is none": (n) => `a|b\n-|-${" ".repeat(n)}x`.repeat(4),
  "backslashes": (n) => "\\".repeat(n),
  "nested emphasis": (n) => `${"*_".repeat(n)}a${"_*".repeat(n)}`,
};

/** Renders a text and returns what it took, in milliseconds of the processor. */
function cost(source: string): number {
  const started = process.cpuUsage();
  render(source);
  return process.cpuUsage(started).user / 1000;
}

for (const [name, flood] of Object.entries(floods)) {
  test(`markdown: time is linear and depth is bounded: ${name}`, () => {
    const source = flood(100_000).slice(0, 500_000);
    // Linear, it is done in some 200 ms; what is quadratic takes seconds. A busy machine may try again.
    const limit = 1200;
    const milliseconds = [0, 0, 0].reduce((least) => (least < limit ? least : cost(source)), Infinity);
    assert.ok(milliseconds < limit, `${milliseconds.toFixed()} ms for ${source.length} characters`);
    let deepest = 0;
    walk(render(source), (_, depth) => (deepest = Math.max(deepest, depth)));
    assert.ok(deepest <= 40, `${deepest} levels`);
  });
}
