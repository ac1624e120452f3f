format-days = { $n } d
format-monday = Mo
format-tuesday = Tu
format-wednesday = We
format-thursday = Th
format-friday = Fr
format-saturday = Sa
format-sunday = Su
