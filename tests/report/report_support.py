"""What the report tests share: running the program, reading the page's tree and style."""
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get("EM_PROGRAM", str(HERE.parents[1] / "build" / "echometer"))
DATA = pathlib.Path(os.environ.get("ECHOMETER_DATA", HERE.parents[1] / ".." / "shared"))
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="echometer-report-"))
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def skip(reason):
    print(reason)
    sys.exit(77)


def fixture():
    return json.loads((HERE / "summary.json").read_text(encoding="utf-8"))


def write_json(name, value):
    path = FOLDER / name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def report(out, *summaries, **options):
    """Runs `echometer report`; returns the path of what it wrote."""
    path = FOLDER / out
    command = [PROGRAM, "report", "--out", str(path)]
    for name, value in options.items():
        command += ["--" + name, str(value)]
    done = subprocess.run(command + [str(each) for each in summaries], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr}")
    return path


class Tree(html.parser.HTMLParser):
    """The elements of a page in order, each with its attributes; text is left out."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.nodes, self.depth, self.open = [], 0, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.nodes.append((len(self.open), tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.nodes.append((len(self.open), tag, tuple(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_comment(self, data):
        self.nodes.append((len(self.open), "#comment", ()))


def tree(path):
    return Tree(pathlib.Path(path).read_text(encoding="utf-8")).nodes


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        for folder in os.environ["PATH"].split(os.pathsep):
            if os.access(os.path.join(folder, name), os.X_OK):
                return name
    return None


def chromium(path, *options):
    """Runs headless Chromium on a page; returns (stdout, stderr)."""
    command = [find_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync",
               "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
               f"--user-data-dir={tempfile.mkdtemp(dir=FOLDER)}", *options, f"file://{path}"]
    done = subprocess.run(command, capture_output=True, timeout=90)
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def colours(text, scheme):
    """The custom properties of the page's :root: "light" or "dark"."""
    roots = re.findall(r":root\{([^}]*)\}", text)
    found = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", roots[0]))
    if scheme == "dark":
        found.update(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", roots[1 if "lang" not in roots[1] else 2]))
    return found
