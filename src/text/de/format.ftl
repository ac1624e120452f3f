format-days = { $n } T
format-monday = Mo
format-tuesday = Di
format-wednesday = Mi
format-thursday = Do
format-friday = Fr
format-saturday = Sa
format-sunday = So
