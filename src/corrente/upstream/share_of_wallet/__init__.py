"""How can we increase our share in today's customers? Share of wallet against its norm, and what to offer next."""

from corrente.upstream.share_of_wallet.estimate import ShareOfWallet, infer
from corrente.upstream.share_of_wallet.picture import figure
from corrente.upstream.share_of_wallet.plan import QUESTION, counts
from corrente.upstream.share_of_wallet.scores import scores
from corrente.upstream.share_of_wallet.words import answer

__all__ = ["QUESTION", "ShareOfWallet", "answer", "counts", "figure", "infer", "scores"]
