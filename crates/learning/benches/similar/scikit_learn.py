"""scikit-learn's TF-IDF cosine over the texts that the bench wrote, one a line.

python3 crates/learning/benches/similar/scikit_learn.py FILE (needs scikit-learn)
"""

import sys
import time

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer

texts = open(sys.argv[1], encoding="utf-8").read().splitlines()
begun = time.perf_counter()
vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
matrix = vectorizer.fit_transform(texts)
print(f"{len(texts)} documents: made in {time.perf_counter() - begun:.0f} s, {matrix.data.nbytes * 1.5 / 1e6:.0f} MB")
answers = []
for text in texts[:: max(1, len(texts) // 200)]:
    begun = time.perf_counter()
    scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
    numpy.argpartition(-scores, 6)[:6]
    answers.append((time.perf_counter() - begun) * 1000)
print(f"p50 {numpy.percentile(answers, 50):.1f} ms, p99 {numpy.percentile(answers, 99):.1f} ms")
