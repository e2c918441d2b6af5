"""The growth model: monthly, on posterior draws, with every decision's effect, its chance to pay and when."""
