"""Words that say nothing by themselves, accents folded, in Portuguese and English; negations are not among them."""

# ruff: noqa: SIM905 - a list of words reads best as a text

from __future__ import annotations

from corrente.core.words import Language

NEGATIONS = {
    Language.PT: frozenset(("nao", "nunca", "nem", "sem", "jamais")),
    Language.EN: frozenset(
        """
        not no never without nothing cannot cant couldnt didnt doesnt dont hadnt hasnt havent isnt shouldnt wasnt
        werent wont wouldnt arent aint
        """.split()
    ),
}
"""What turns the next word around: the two are read as one."""

STOP_WORDS = {
    Language.PT: frozenset(
        """
        a o e os as um uma uns umas de do da dos das em no na nos nas para pra pro por pelo pela pelos pelas com que
        q se eu ele ela eles elas me mim meu minha meus minhas seu sua seus suas nosso nossa voces voce vcs vc tu te
        lhe lhes foi ser sao era eram esta estao estou estava estavam ta tao tem tinha tenho tive teve ter ha haver
        havia houve mais menos muito muita muitos muitas mas como ao aos ate ja isso este esse essa esses essas desse
        dessa deste desta disso nisso isto aqui ali la so tambem quando ou porque pois sobre mesmo mesma ainda tudo
        todo toda todos todas fui seria sendo sido fiz fizeram fazer faz feito vai vou vao ir ia foram fosse outro
        outra outros outras depois sim agora hoje ontem dia dias pq apenas assim qual quem onde entao quero queria
        gostaria cada entre desde num numa tanto quanto aquele aquela pouco pude pode podem poder deve devem porem
        enquanto vez vezes coisa alguem algum alguma alguns algumas ninguem nenhum nenhuma bem somente etc obs
        portanto ver sei acho
        """.split()
    ),
    Language.EN: frozenset(
        """
        a an the and or but if of to in on at for from with by as is are was were be been being am i me my mine we
        our us you your yours it its they them their this that these those he she him his her there here what which
        who whom when where how why so very just too than then also all any some more most much many lot lots have
        has had having do does did doing will would can could should shall may might must about into out up down off
        over after before again only because im ive id ill youre theyre thats one two bit quite really still even
        got get gets getting go going went come came make made let us thing things something everything anything
        yet far now always already every each other another own same such while until since both well
        """.split()
    ),
}
"""What joins words, in each language; everything else may speak for a theme."""
