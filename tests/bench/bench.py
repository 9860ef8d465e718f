#!/usr/bin/env python3
"""The whole job and its stages beside ICU's word iterator, in alternation, as medians of ratios.

usage: bench.py BUILD [--rounds N] [--mb N] [--out FILE.tsv]

Text comes from the optional evaluation data (ECHOMETER_DATA, or ../shared) and else from the shipped
comments. Every figure is CPU time (user and system) of a whole process on one thread, unless it says
otherwise; absolute figures drift with the machine, ratios of the same round count.
"""
import argparse
import csv
import glob
import gzip
import json
import os
import pathlib
import random
import resource
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


def make_corpus(folder, language, data, size):
    texts = read_texts(data, language) if data else shipped_texts(language)
    texts.discard("")
    texts = sorted(texts)
    random.Random(1).shuffle(texts)
    paths = {kind: folder / f"{language}.{kind}" for kind in ("txt", "csv", "jsonl")}
    written = number = 0
    with open(paths["txt"], "w", encoding="utf-8") as txt, open(paths["jsonl"], "w", encoding="utf-8") as lines, \
            open(paths["csv"], "w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["id", "created_at", "likes", "text"])
        while written < size:
            for text in texts:
                number += 1
                written += len(text.encode()) + 1
                row = {"id": f"c{number}", "created_at": f"2011-05-{number % 28 + 1:02d}T12:00:00+08:00",
                       "likes": number % 97, "text": text}
                txt.write(text + "\n")
                writer.writerow(row.values())
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
                if written >= size:
                    break
    return paths, written, number


def cpu_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def yardstick(build, path, language):
    done = subprocess.run([build / "tests/bench/yardstick", path, language], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[0])


def write_terms(folder, count):
    """A message lexicon of `count` words that mostly do not occur, half Latin and half Han."""
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
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mb", type=float, default=20)
    parser.add_argument("--out", default="build/bench/bench.tsv")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    program = build / "echometer"
    data = os.environ.get("ECHOMETER_DATA", "../shared")
    if not os.path.isdir(f"{data}/data"):
        print("optional evaluation data is not here: measuring on the shipped comments, repeated")
        data = None
    folder = pathlib.Path("build/bench/corpora")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    sentiment = [x for name in ("en", "zh") for x in ("--sentiment", f"lexicons/sentiment/{name}.tsv")]
    shipped = ["--messages", "lexicons/great-britain.messages.json", *sentiment]
    for language in SETS:
        paths, size, comments = make_corpus(folder, language, data, options.mb * 1e6)
        analyze = [program, "analyze", "--jobs", "1", "--write", "summary", "--out", folder / "out"]
        jobs = {
            "whole job, CSV": analyze + ["--copies", "off", *shipped, paths["csv"]],
            "whole job, JSONL": analyze + ["--copies", "off", *shipped, paths["jsonl"]],
            "whole job, CSV, with copies": analyze + [*shipped, paths["csv"]],
        }
        for count in (500, 5000, 50000):
            jobs[f"whole job, CSV, {count} further terms"] = \
                analyze + ["--copies", "off", *shipped, "--messages", write_terms(folder, count), paths["csv"]]
        jobs["reading alone, CSV"] = [program, "records", "--count", paths["csv"]]
        jobs["reading alone, JSONL"] = [program, "records", "--count", paths["jsonl"]]
        jobs["whole job, CSV, 2 threads (wall)"] = \
            [program, "analyze", "--jobs", "2", "--write", "summary", "--out", folder / "out", "--copies", "off",
             *shipped, paths["csv"]]
        seconds = {name: [] for name in jobs}
        unit = []
        for _ in range(options.rounds):
            unit.append(yardstick(build, paths["txt"], language))
            for name, command in jobs.items():
                cpu, wall = cpu_of(command)
                seconds[name].append(wall if "wall" in name else cpu)
        y = statistics.median(unit)
        rows.append((language, "ICU word iterator (Y)", size / y / 1e6, comments / y, 1.0, 1.0, 1.0))
        for name, times in seconds.items():
            ratios = sorted(u / t for u, t in zip(unit, times))
            t = statistics.median(times)
            rows.append((language, name, size / t / 1e6, comments / t, statistics.median(ratios), ratios[0], ratios[-1]))
        shutil.rmtree(folder / "out", ignore_errors=True)
    os.makedirs(os.path.dirname(options.out), exist_ok=True)
    with open(options.out, "w", encoding="utf-8") as out:
        print("language\twhat\tMB/s\tcomments/s\tratio to Y\tlowest\thighest", file=out)
        for row in rows:
            print("%s\t%s\t%.1f\t%.0f\t%.2f\t%.2f\t%.2f" % row, file=out)
            print("%s  %-38s %8.1f MB/s %10.0f comments/s  %6.2f Y (%.2f to %.2f)" % row)
    print(f"written to {options.out}")


main()
