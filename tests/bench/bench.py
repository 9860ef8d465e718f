#!/usr/bin/env python3
"""The whole job, its stages and its peers beside ICU's word iterator, in alternation, as medians of ratios.

usage: bench.py BUILD [--rounds N] [--mb N] [--out FILE.tsv]

Text comes from the optional evaluation data (ECHOMETER_DATA, or ../shared) and else from the shipped
comments. Speeds are of CPU time (user and system) of a whole process on one thread, unless a line says
otherwise. Absolute figures drift with the machine; ratios of one round count. Y is ICU's word iterator
over ready UTF-16 on the same comments in the same round. Peers that are not installed are left out with
a line that says so.
"""
import argparse
import csv
import glob
import gzip
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

SETS = {
    "en": "en_sentistrength6 en_tweeteval_sentiment en_airline_tweets en_vader_groundtruth en_youtube_weak "
          "raw_royalwedding_tweets raw_youtube_johnlewis en_sts_gold",
    "zh": "zh_smp2020_ewect zh_waimai10k zh_chnsenticorp_hotel zh_online_shopping zh_douban_short "
          "zh_nlpcc2014_reviews zh_nlpcc_weibo_emotion zh_weibo_emoticon_weak raw_weibo_wandering_earth",
}
TERM_COUNTS = (500, 5000, 50000)
STAGES = ("read", "text", "match", "judge", "tally", "summary")
SLOW_PEER_BYTES = 1_000_000
HERE = pathlib.Path(__file__).parent
SENTIMENT = [f"lexicons/sentiment/{name}.tsv" for name in ("en", "zh")]
MESSAGES = "lexicons/great-britain.messages.json"
csv.field_size_limit(10 ** 9)


def read_texts(data, language):
    texts = set()
    for name in SETS[language].split():
        for path in sorted(glob.glob(f"{data}/data/{name}/*.csv*")):
            opener = gzip.open if path.endswith(".gz") else open
            with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
                rows = csv.DictReader(file)
                key = next((k for k in ("text", "comment", "content") if k in (rows.fieldnames or [])), None)
                if key:
                    texts.update(" ".join((row[key] or "").split()) for row in rows)
    return texts


def shipped_texts(language):
    with open("corpora/royal-wedding-2011/gold.jsonl", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {" ".join(row["text"].split()) for row in rows if row["lang"].startswith(language)}


class Corpus:
    """The comments of one language as text, CSV and JSON lines; `one`: a file of a single comment."""

    def __init__(self, folder, language, data, size):
        self.language = language
        texts = read_texts(data, language) if data else shipped_texts(language)
        texts.discard("")
        texts = sorted(texts)
        random.Random(1).shuffle(texts)
        self.txt, self.csv, self.jsonl = (folder / f"{language}.{kind}" for kind in ("txt", "csv", "jsonl"))
        self.head, self.one = folder / f"{language}.head.txt", folder / f"{language}.one.csv"
        self.bytes = self.comments = 0
        with open(self.txt, "w", encoding="utf-8") as txt, open(self.jsonl, "w", encoding="utf-8") as lines, \
                open(self.csv, "w", encoding="utf-8", newline="") as table:
            writer = csv.writer(table)
            writer.writerow(["id", "created_at", "likes", "text"])
            while self.bytes < size:
                for text in texts:
                    self.comments += 1
                    self.bytes += len(text.encode()) + 1
                    row = {"id": f"c{self.comments}", "likes": self.comments % 97, "text": text,
                           "created_at": f"2011-05-{self.comments % 28 + 1:02d}T12:00:00+08:00"}
                    txt.write(text + "\n")
                    writer.writerow([row["id"], row["created_at"], row["likes"], text])
                    lines.write(json.dumps(row, ensure_ascii=False) + "\n")
                    if self.bytes >= size:
                        break
        with open(self.txt, encoding="utf-8") as txt:
            self.head.write_text("".join(txt.readlines(SLOW_PEER_BYTES)), encoding="utf-8")
        self.one.write_text(f"id,text\n1,{'uk英国很开放' if language == 'zh' else 'so open-minded'}\n",
                            encoding="utf-8")


def run(command, sound=(0,)):
    """CPU seconds, wall seconds and the most memory in MB of a process; `sound`: exit codes that are well."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode not in sound:
        sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{complaint.decode()}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


def printed(command):
    """What a helper prints, as words; None where its package is missing (it exits with 77)."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 77:
        return None
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    return done.stdout.split()


def write_terms(folder, count):
    """A message lexicon of `count` words that mostly do not occur, half Latin and half Han; also as lines."""
    rng = random.Random(count)
    letters = "abcdefghijklmnopqrstuvwxyz"
    terms = set()
    while len(terms) < count:
        if len(terms) % 2:
            terms.add("".join(rng.choice(letters) for _ in range(rng.randint(5, 11))))
        else:
            terms.add("".join(chr(rng.randint(0x4E00, 0x9000)) for _ in range(rng.randint(2, 4))))
    lexicon = {"schema": "echometer/messages/1", "id": f"terms-{count}", "version": "1.0.0",
               "title": {"en": "Many terms"},
               "messages": [{"id": "many", "label": {"en": "Many"}, "terms": sorted(terms)}]}
    path = folder / f"terms-{count}.messages.json"
    path.write_text(json.dumps(lexicon, ensure_ascii=False), encoding="utf-8")
    (folder / f"terms-{count}.txt").write_text("\n".join(sorted(terms)) + "\n", encoding="utf-8")
    return path


class Table:
    """Rows as they are measured: printed for people, written as TSV."""

    def __init__(self):
        self.rows = []

    def add(self, language, what, value, unit, ratios=(), of=""):
        ratios = sorted(ratios)
        middle = statistics.median(ratios) if ratios else None
        self.rows.append((language, what, value, unit, middle, ratios[0] if ratios else None,
                          ratios[-1] if ratios else None, of))
        tail = f"  {middle:7.2f} {of} ({ratios[0]:.2f} to {ratios[-1]:.2f})" if ratios else ""
        print(f"{language}  {what:44} {value:9.1f} {unit:4}{tail}", flush=True)

    def write(self, path):
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            print("language\twhat\tvalue\tunit\tratio\tlowest\thighest\tof", file=out)
            for row in self.rows:
                print("\t".join("" if x is None else f"{x:.3f}" if isinstance(x, float) else x for x in row),
                      file=out)


class Bench:
    def __init__(self, build, folder, rounds):
        self.build, self.folder, self.rounds = build, folder, rounds
        self.table = Table()
        self.lexicons = {count: write_terms(folder, count) for count in TERM_COUNTS}
        self.hyperscan = self.compile_hyperscan()
        self.missing = set()

    def compile_hyperscan(self):
        found = shutil.which("pkg-config") and subprocess.run(
            ["pkg-config", "--cflags", "--libs", "libhs"], capture_output=True, text=True)
        if not found or found.returncode:
            return None
        program = self.folder / "hyperscan"
        subprocess.run(["cc", "-O2", "-o", program, HERE / "peers/hyperscan.c", *found.stdout.split()], check=True)
        return program

    def analyze(self, path, *options, jobs=1, write="summary"):
        lexicons = ["--messages", MESSAGES, *(x for file in SENTIMENT for x in ("--sentiment", file))]
        return [self.build / "echometer", "analyze", "--jobs", str(jobs), "--write", write,
                "--out", self.folder / "out", *lexicons, *options, path]

    def jobs(self, corpus):
        off = ("--copies", "off")
        jobs = {
            "whole job, CSV": self.analyze(corpus.csv, *off),
            "whole job, JSONL": self.analyze(corpus.jsonl, *off),
            "whole job, CSV, with copies": self.analyze(corpus.csv),
            "whole job, CSV, everything on": self.analyze(corpus.csv, write="summary,comments,rejects,report"),
        }
        for count in TERM_COUNTS:
            jobs[f"whole job, CSV, {count} further terms"] = \
                self.analyze(corpus.csv, *off, "--messages", self.lexicons[count])
        jobs["reading alone, CSV"] = [self.build / "echometer", "records", "--count", corpus.csv]
        jobs["reading alone, JSONL"] = [self.build / "echometer", "records", "--count", corpus.jsonl]
        return jobs

    def peers(self, corpus):
        """Name to a command that prints CPU seconds and bytes."""
        peers = {"vaderSentiment (Python)": ("vaderSentiment", corpus.head)} if corpus.language == "en" \
            else {"jieba (Python)": ("jieba", corpus.head)}
        peers = {name: [sys.executable, HERE / "peers/python_peers.py", *args] for name, args in peers.items()}
        if corpus.language == "zh":
            peers["@node-rs/jieba"] = ["node", HERE / "peers/node_jieba.cjs", corpus.head] \
                if shutil.which("node") else None
        for count in TERM_COUNTS:
            terms = self.folder / f"terms-{count}.txt"
            peers[f"Hyperscan, {count} terms"] = [self.hyperscan, terms, corpus.txt] if self.hyperscan else None
        return peers

    def measure_round(self, corpus, times):
        """One round: everything once, one after the other."""
        y = float(printed([self.build / "tests/bench/yardstick", corpus.txt, corpus.language])[0])
        times.setdefault("Y", []).append(y)
        for name, command in self.jobs(corpus).items():
            times.setdefault(name, []).append(run(command)[0])
        stages = printed([self.build / "tests/bench/bench_stages", corpus.csv, MESSAGES, *SENTIMENT])
        for name, seconds in zip(stages[::2], stages[1::2]):
            times.setdefault(f"stage: {name}", []).append(float(seconds))
        for name, command in self.peers(corpus).items():
            found = printed(command) if command else None
            if found:
                times.setdefault(name, []).append(float(found[0]) * corpus.bytes / float(found[1]))
            else:
                self.missing.add(name)
        for count in TERM_COUNTS:
            if shutil.which("rg"):
                command = ["rg", "-c", "-F", "-f", self.folder / f"terms-{count}.txt", corpus.txt]
                times.setdefault(f"ripgrep -F, {count} terms", []).append(run(command, (0, 1))[0])
            else:
                self.missing.add(f"ripgrep -F, {count} terms")

    def measure_start(self, corpus):
        for what, options in (("start", ()), ("start with 50000 further terms",
                                              ("--messages", self.lexicons[50000]))):
            walls = [run(self.analyze(corpus.one, *options))[0] for _ in range(self.rounds)]
            self.table.add(corpus.language, what, statistics.median(walls) * 1000, "ms")

    def measure_threads(self, corpus):
        single, double = [], []
        for _ in range(self.rounds):
            single.append(run(self.analyze(corpus.csv, "--copies", "off")))
            double.append(run(self.analyze(corpus.csv, "--copies", "off", jobs=2)))
        self.table.add(corpus.language, "two threads, wall time",
                       corpus.bytes / 1e6 / statistics.median(x[1] for x in double), "MB/s",
                       [a[1] / b[1] for a, b in zip(single, double)], "x one thread's")
        empty = run(self.analyze(corpus.one, "--copies", "off"))[2]
        self.table.add(corpus.language, "most memory, one thread", max(x[2] for x in single), "MB")
        self.table.add(corpus.language, "most memory, two threads", max(x[2] for x in double), "MB")
        self.table.add(corpus.language, "most memory, one comment", empty, "MB")

    def measure(self, corpus):
        times = {}
        for _ in range(self.rounds):
            self.measure_round(corpus, times)
        unit = times.pop("Y")
        load = times.pop("stage: load")
        language, megabytes = corpus.language, corpus.bytes / 1e6
        self.table.add(language, "ICU word iterator (Y)", megabytes / statistics.median(unit), "MB/s")
        for name, seconds in times.items():
            seconds = [max(s, 1e-6) for s in seconds]
            self.table.add(language, name, megabytes / statistics.median(seconds), "MB/s",
                           [y / s for y, s in zip(unit, seconds)], "Y")
        few, many = (times[f"whole job, CSV, {n} further terms"] for n in (500, 50000))
        self.table.add(language, "500 to 50000 terms: time", statistics.median(many), "s",
                       [b / a for a, b in zip(few, many)], "x as long")
        whole = times["whole job, CSV"]
        for name in STAGES:
            shares = [s / w for s, w in zip(times[f"stage: {name}"], whole)]
            self.table.add(language, f"share of the whole job: {name}", 100 * statistics.median(shares), "%")
        self.table.add(language, "loading", statistics.median(load) * 1000, "ms")
        self.measure_start(corpus)
        self.measure_threads(corpus)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mb", type=float, default=50)
    parser.add_argument("--out", default="build/bench/bench.tsv")
    options = parser.parse_args()
    data = os.environ.get("ECHOMETER_DATA", "../shared")
    if not os.path.isdir(f"{data}/data"):
        print("optional evaluation data is not here: measuring on the shipped comments, repeated")
        data = None
    folder = pathlib.Path("build/bench/corpora")
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(pathlib.Path(options.build).resolve(), folder, options.rounds)
    for language in SETS:
        bench.measure(Corpus(folder, language, data, options.mb * 1e6))
    shutil.rmtree(folder / "out", ignore_errors=True)
    for name in sorted(bench.missing):
        print(f"not here, left out: {name}")
    bench.table.write(options.out)
    print(f"written to {options.out}")


main()
