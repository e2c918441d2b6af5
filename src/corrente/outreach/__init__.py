"""What a plan sends out, and what comes back: landing pages, e-mail, audience files, links, consent and rights."""
