"""CPU seconds and bytes that a Python package takes for a text: python_peers.py NAME FILE."""
import logging
import sys
import time


def jieba_cutter():
    import jieba
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return lambda line: list(jieba.cut(line))


def vader_scorer():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    return SentimentIntensityAnalyzer().polarity_scores


name, path = sys.argv[1:]
try:
    run = {"jieba": jieba_cutter, "vaderSentiment": vader_scorer}[name]()
except ImportError:
    sys.exit(77)
with open(path, encoding="utf-8") as file:
    lines = file.read().splitlines()
start = time.process_time()
for line in lines:
    run(line)
print(time.process_time() - start, sum(len(line.encode()) + 1 for line in lines))
