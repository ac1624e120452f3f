sheet-title = Datenblatt
sheet-household = Haushalt
sheet-part = { $n } von { $all }: { $name }
sheet-left = { $name } (nicht mehr auf dem Blatt)
sheet-count = { $missing } von { $all } fehlen
sheet-count-none = nichts fehlt
sheet-head = Angaben vom { $date } · Quelle: { $source }
sheet-head-some = Angaben vom { $date } · Quelle: { $source } · Gemeinsames gilt für { $n } von { $all }
sheet-as-of = Angaben vom
sheet-source = Quelle
sheet-for = Gemeinsames für
sheet-source-document = gesehenes Papier
sheet-source-word = eigene Angabe
sheet-source-authority = Behörde
sheet-source-unnoted = nicht vermerkt
sheet-for-all = für alle
sheet-nobody = Oben ist niemand angekreuzt, dem diese Angabe fehlt.
sheet-yes = ja
sheet-no = nein
sheet-unclear = unklar
sheet-yes-no-hint = j, n, u
sheet-since-hint = Ziffern: seit wann
sheet-date-hint = 3.2025, 2025
sheet-day-hint = 24.3., +14
sheet-until = … gültig bis
sheet-from = … seit
sheet-saved = Datenblatt gespeichert · { $missing } von { $all } fehlen noch
sheet-saved-all = Datenblatt gespeichert · es fehlt nichts mehr
sheet-withheld =
    { $n ->
        [one] Eine Antwort
       *[other] { $n } Antworten
    } zum Schutz { $n ->
        [one] bleibt
       *[other] bleiben
    } im Entwurf: Das trägt nur die zuständige Fachkraft ein
sheet-not-hers = Das trägt nur die zuständige Fachkraft oder ihre Vertretung ein. Bitte ihr sagen.
sheet-what = Datenblatt { $name }
sheet-complete = Es fehlt nichts mehr. { $key } speichert.
sheet-rest = Hinter dieser Stelle fehlt nichts. { $key } zeigt, was davor noch fehlt.
sheet-missing-title = Was noch fehlt
sheet-missing-none = Es fehlt nichts mehr.
sheet-history-title = Verlauf · { $question }
sheet-history-none = Hierzu gibt es keinen Verlauf.
sheet-history-out = Angabe gestrichen
sheet-history-record = steht in den Stammdaten
sheet-history-by = { $date } · { $source } · { $name }
sheet-known = { $date } · { $source }
sheet-more = { $n } weitere Personen passen nicht in das Datenblatt.
sheet-section-talk = Gespräch
sheet-section-person = Person
sheet-section-family = Familie
sheet-section-arrival = Ankunft und Wohnen
sheet-section-residence = Aufenthalt
sheet-section-benefits = Leistungen
sheet-section-health = Gesundheit
sheet-section-protection = Schutz
sheet-section-children = Kita und Schule
sheet-section-learning = Deutsch, Schule, Arbeit
sheet-section-wishes = Wünsche und Beteiligte
sheet-section-steps = Vereinbart
sheet-or-mark = auch ? oder -
sheet-door-visit = öffnet einen Besuch
sheet-door-follow-up = öffnet Wiedervorlage
sheet-door-home = öffnet den Haushalt
