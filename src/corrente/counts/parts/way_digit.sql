-- A contact's place in a way, from its packed moment or its code: 1 to 8 for the codes 0 to 7, 9 for any other.
-- takes: packed_code
least($packed_code % 128, 8) + 1
