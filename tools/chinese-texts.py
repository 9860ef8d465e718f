#!/usr/bin/env python3
"""chinese-texts.py DATA: prints the Chinese texts of the evaluation data, each once, one a line.

The texts that `tools/make-words.sh` learns words from. Never reads the dev parts of seg_*.
"""
import csv
import glob
import gzip
import sys

SETS = """zh_smp2020_ewect zh_nlpcc_weibo_emotion zh_covid_weibo_emotion zh_weibo_emoticon_weak zh_waimai10k
zh_chnsenticorp_hotel zh_online_shopping zh_douban_short zh_nlpcc2014_reviews zh_cstance zh_nlpcc2016_stance
zh_bdci2018_car_aspects raw_weibo_wandering_earth raw_weibo_covid_gb18030""".split()
COLUMNS = {"text", "comment", "content", "review", "微博中文内容", "微博正文", "评论内容", "短评", "正文", "comment_text"}


def rows(path):
    encoding = "gb18030" if "gb18030" in path else "utf-8-sig"
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding=encoding, errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        column = next((name for name in reader.fieldnames or [] if name in COLUMNS), None)
        for row in reader if column else []:
            yield row[column] or ""


def main():
    csv.field_size_limit(10**9)
    seen = set()
    for name in SETS:
        for path in sorted(glob.glob(f"{sys.argv[1]}/{name}/*.csv*")):
            for text in rows(path):
                text = " ".join(text.split())
                if text and text not in seen:
                    seen.add(text)
                    print(text)


main()
