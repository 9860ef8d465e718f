#!/usr/bin/env python3
"""Makes the sentiment lexicons again from labelled sets, and scores them.

    tools/sentiment.py learn            write lexicons/sentiment/{en,zh}.tsv
    tools/sentiment.py scores           score the shipped lexicons (trained on these sets: see --folds)
    tools/sentiment.py scores --folds 3 score each third with lexicons learned from the other two
    tools/sentiment.py scores --leave-out  score each set with lexicons learned from the other sets

The sets are read from $ECHOMETER_DATA, else ../shared, folder data. Nothing of them is shipped.
"""
import argparse
import csv
import gzip
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ECHOMETER_DATA", ROOT.parent / "shared")) / "data"
PROGRAM = ROOT / "build" / "echometer"
SIGNS = {1: "positive", 0: "neutral", -1: "negative"}
PLAIN = {"positive": 1, "neutral": 0, "negative": -1}
HALVES = {"1": 1, "0": -1}
EWECT = {"happy": 1, "neutral": 0, "angry": -1, "sad": -1, "fear": -1}
NLPCC = {"like": 1, "happiness": 1, "none": 0, "anger": -1, "disgust": -1, "fear": -1, "sadness": -1}
COVID = {"optimism": 1, "gratitude": 1, "fear": -1, "disgust": -1, "sadness": -1, "anger": -1}
SMILE = {"happy": 1, "angry": -1, "sad": -1, "disgust": -1}
STARS = {"P": 1, "N": -1}
FACES = {"smile": 1, "ok": 0, "cry": -1}


def labelled(column, labels):
    """Reads a row's label by a table; a label that is not in it is no label."""
    return lambda row: SIGNS.get(labels.get(row[column]))


def strengths(row):
    """SentiStrength: two strengths of 1 to 5; their difference, on the scale of the grades."""
    return round(0.8 * (float(row["mean_pos"]) - float(row["mean_neg"])), 2)


def smile(row):
    found = {SMILE[label] for label in row["label"].split("|") if label in SMILE}
    return SIGNS[found.pop()] if len(found) == 1 else None


# name: (language, files, label of a row, weight in learning or 0 for never, score)
STRENGTH_FILES = [f"en_sentistrength6/{n}.csv" for n in
                  ("bbc", "digg", "myspace", "runnersworld", "twitter", "youtube")]
GRADE = lambda row: float(row["mean_valence"])
SETS = {
    "sentistrength6": ("en", STRENGTH_FILES, strengths, 1.5, "macro F1"),
    "tweeteval": ("en", ["en_tweeteval_sentiment/val.csv"], labelled("label", PLAIN), 4,
                  "macro recall"),
    "graded tweets": ("en", ["en_vader_groundtruth/tweets.csv"], GRADE, 4, "Pearson's r"),
    "graded amazon": ("en", ["en_vader_groundtruth/amazon.csv"], GRADE, 0.7, "Pearson's r"),
    "graded movie": ("en", ["en_vader_groundtruth/movie.csv"], GRADE, 0.3, "Pearson's r"),
    "graded nyt": ("en", ["en_vader_groundtruth/nyt.csv"], GRADE, 0.3, "Pearson's r"),
    "airline": ("en", ["en_airline_tweets/tweets.csv.gz"], labelled("sentiment", PLAIN), 0.2,
                "accuracy"),
    "sts gold": ("en", ["en_sts_gold/tweets.csv"], labelled("polarity", {"4": 1, "0": -1}), 1,
                 "accuracy"),
    "youtube weak": ("en", ["en_youtube_weak/comments.csv.gz"], labelled("label", PLAIN), 0.6,
                     None),
    "smile museum": ("en", ["en_smile_museum_tweets/tweets.csv"], smile, 0, "accuracy"),
    "ewect usual": ("zh", ["zh_smp2020_ewect/usual_train.csv.gz"], labelled("label", EWECT), 1.2,
                    "accuracy"),
    "ewect virus": ("zh", ["zh_smp2020_ewect/virus_train.csv"], labelled("label", EWECT), 0.7,
                    "accuracy"),
    "nlpcc 2013": ("zh", ["zh_nlpcc_weibo_emotion/nlpcc2013_sentences.csv"],
                   labelled("label", NLPCC), 1, "accuracy"),
    "nlpcc 2014": ("zh", ["zh_nlpcc2014_reviews/train.csv"], labelled("label", HALVES), 1,
                   "accuracy"),
    "waimai": ("zh", ["zh_waimai10k/reviews.csv"], labelled("label", HALVES), 1.87, "accuracy"),
    "shopping": ("zh", ["zh_online_shopping/reviews.csv.gz"], labelled("label", HALVES), 0.65,
                 "accuracy"),
    "hotel": ("zh", ["zh_chnsenticorp_hotel/reviews.csv"], labelled("label", HALVES), 2.25,
              "accuracy"),
    "douban": ("zh", ["zh_douban_short/comments.csv"], labelled("label", STARS), 4.6, "accuracy"),
    "covid weibo": ("zh", ["zh_covid_weibo_emotion/weibo.csv"], labelled("label", COVID), 0,
                    "accuracy"),
    "openrice": ("zh", ["zhhant_openrice/valid.csv"], labelled("label", FACES), 0, "accuracy"),
}
LEARNING = {
    "en": ["--seed-scale", "0.35", "--l1", "3.2", "--l2", "17", "--neutral-weight", "2",
           "--positive-from", "0.24", "--negative-to", "-0.08"],
    "zh": ["--seed-scale", "0.35", "--l1", "1.1", "--l2", "7.5", "--sure", "0.99",
           "--neutral-weight", "1", "--limit", "4096", "--least-characters", "1",
           "--least-comments", "12", "--least-weight", "0.03", "--positive-from", "0.05",
           "--negative-to", "-0.43"],
}


def read(name):
    """Texts and labels of a set; a label is a name, or a number where the set is graded."""
    _, files, label, _, _ = SETS[name]
    for file in files:
        path = DATA / file
        opened = gzip.open(path, "rt", encoding="utf-8-sig", newline="") if path.suffix == ".gz" \
            else open(path, encoding="utf-8-sig", newline="")
        with opened as rows:
            for row in csv.DictReader(rows):
                found = label(row)
                if found is not None:
                    yield row["text"], found


def fold_of(text, folds):
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % folds


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["text", "sentiment"])
        table.writerows(rows)


def learn(language, out, folder, keep=lambda text: True, left_out=None):
    """Learns from the kept rows of every set of the language that has a weight."""
    operands = []
    for name, (lang, _, _, weight, _) in SETS.items():
        if lang == language and weight and name != left_out:
            path = folder / f"{name.replace(' ', '-')}.csv"
            write(path, [row for row in read(name) if keep(row[0])])
            operands.append(f"{path};weight={weight}")
    learning = ROOT / "lexicons" / "learning"
    subprocess.run([PROGRAM, "lexicon", "learn",
                    "--base", ROOT / "lexicons" / "sentiment" / f"{language}.tsv",
                    "--seed", learning / f"{language}.seed.tsv",
                    "--barred", learning / f"{language}.barred.txt",
                    *LEARNING[language], "--out", out, *operands], check=True)


def scores_of(lexicon, rows, folder, name):
    """(score, label by the lexicon, label by people) of each row, through `analyze`.

    The shipped lexicon of the other language stands beside it, as in a campaign: Chinese comments
    hold English words too. It was learned from none of the rows.
    """
    other = "zh" if SETS[name][0] == "en" else "en"
    place = folder / f"{name.replace(' ', '-')}.test"
    write(place.with_suffix(".csv"), rows)
    subprocess.run([PROGRAM, "analyze", "--sentiment", lexicon, "--sentiment",
                    ROOT / "lexicons" / "sentiment" / f"{other}.tsv", "--out", place,
                    "--write", "comments", "--format", "csv", place.with_suffix(".csv")],
                   check=True, stdout=subprocess.DEVNULL)
    judged = [(0.0, 0)] * len(rows)
    for line in open(place / "comments.jsonl", encoding="utf-8"):
        comment = json.loads(line)
        sentiment = comment["sentiment"]
        judged[comment["record"] - 1] = sentiment["score"], PLAIN[sentiment["label"]]
    return [(*verdict, label) for verdict, (_, label) in zip(judged, rows)]


def sign(value):
    return (value > 0) - (value < 0)


def people(label):
    return PLAIN[label] if isinstance(label, str) else sign(label)


def pearson(pairs):
    n = len(pairs)
    mx, my = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    covariance = sum((x - mx) * (y - my) for x, y in pairs)
    return covariance / math.sqrt(sum((x - mx) ** 2 for x, _ in pairs)
                                  * sum((y - my) ** 2 for _, y in pairs))


def measure(kind, judged):
    if kind == "Pearson's r":
        return pearson([(score, float(label)) for score, _, label in judged])
    if kind == "accuracy":  # by the sign of the score, among what people call one or the other
        polar = [(sign(score), people(label)) for score, _, label in judged if people(label)]
        return sum(a == b for a, b in polar) / len(polar)
    per_class = []
    for side in (-1, 0, 1):
        hits = sum(a == side == people(label) for _, a, label in judged)
        gold = sum(people(label) == side for _, _, label in judged)
        ours = sum(a == side for _, a, _ in judged)
        per_class.append(2 * hits / (gold + ours) if kind == "macro F1" else hits / gold)
    return sum(per_class) / 3


def score_all(folds):
    judged = {name: [] for name in SETS}
    with tempfile.TemporaryDirectory() as work:
        def one(job):
            language, fold = job
            folder = Path(work) / f"{language}{fold}"
            folder.mkdir()
            lexicon = ROOT / "lexicons" / "sentiment" / f"{language}.tsv"
            if folds > 1:
                lexicon = folder / f"{language}.tsv"
                learn(language, lexicon, folder, lambda text: fold_of(text, folds) != fold)
            return [(name, scores_of(lexicon, [row for row in read(name)
                                               if fold_of(row[0], folds) == fold], folder, name))
                    for name in SETS if SETS[name][0] == language and SETS[name][4]]
        with ThreadPoolExecutor(2) as pool:
            jobs = [(language, fold) for language in ("en", "zh") for fold in range(folds)]
            for result in pool.map(one, jobs):
                for name, rows in result:
                    judged[name] += rows
    for name, (language, _, _, weight, kind) in SETS.items():
        if kind:
            seen = "never learned from" if not weight else \
                f"{folds} folds" if folds > 1 else "also learned from"
            print(f"{language}  {name:<16} {kind:<13} {measure(kind, judged[name]):.4f}  "
                  f"{len(judged[name]):>6} comments, {seen}")


def score_left_out():
    """Scores each set with a lexicon that never saw it: a domain that is new."""
    for name, (language, _, _, weight, kind) in SETS.items():
        if not weight or not kind:
            continue
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            lexicon = folder / f"{language}.tsv"
            rows = list(read(name))
            texts = {text for text, _ in rows}
            learn(language, lexicon, folder, lambda text: text not in texts, name)
            judged = scores_of(lexicon, rows, folder, name)
        print(f"{language}  {name:<16} {kind:<13} {measure(kind, judged):.4f}  "
              f"{len(judged):>6} comments, left out", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=["learn", "scores"])
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--leave-out", action="store_true")
    parser.add_argument("--language", choices=["en", "zh"])
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"no labelled sets at {DATA} (set ECHOMETER_DATA): nothing to do")
        return 77
    if options.what == "scores" and options.leave_out:
        score_left_out()
        return 0
    if options.what == "scores":
        score_all(options.folds)
        return 0
    for language in [options.language] if options.language else ["en", "zh"]:
        with tempfile.TemporaryDirectory() as work:
            learn(language, ROOT / "lexicons" / "sentiment" / f"{language}.tsv", Path(work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
