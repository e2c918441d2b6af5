"""mabwiser's Thompson sampling on given streams. Usage: STREAMS.npz BATCH (0: only the time of learning decisions).

The file holds ``responses`` (streams, people, arms): what each person would do under each arm. Learns from each batch
at its end, as ours does; then times decisions with learning after every one of them.
"""

import json
import sys
import time

import numpy as np
from mabwiser.mab import MAB, LearningPolicy

file, batch = sys.argv[1], int(sys.argv[2])
responses = np.load(file)["responses"]
streams, people, arms = responses.shape


def bandit(seed: int) -> MAB:
    mab = MAB(list(range(arms)), LearningPolicy.ThompsonSampling(), seed=seed)
    mab.fit(list(range(arms)), [0] * arms)
    return mab


def served(stream: np.ndarray, seed: int) -> np.ndarray:
    mab, chosen = bandit(seed), np.zeros(people, dtype=int)
    for begin in range(0, people, batch):
        rows = slice(begin, begin + batch)
        chosen[rows] = [mab.predict() for _ in range(len(stream[rows]))]
        mab.partial_fit(chosen[rows], stream[rows][np.arange(len(stream[rows])), chosen[rows]])
    return chosen


def decisions_per_second(number: int = 20_000) -> float:
    mab, stream = bandit(0), responses[0]
    begin = time.process_time()
    for person in range(number):
        arm = mab.predict()
        mab.partial_fit([arm], [int(stream[person % people, arm])])
    return number / (time.process_time() - begin)


chosen = [served(stream, seed).tolist() for seed, stream in enumerate(responses)] if batch else []
print(json.dumps({"chosen": chosen, "decisions_per_second": decisions_per_second()}))
