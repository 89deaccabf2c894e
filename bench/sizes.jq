# The groups "sizes" of ntbench's JSON as gnuplot's data, one line a size: bytes, then the medians of all transports
# on one CPU, then those on two; what was not measured is NaN. The first line has their names.
def medians: [.[] | .median // "NaN"];
[.groups[] | select(.name == "sizes")] as $sizes
| ([$sizes[0]."one-cpu"[].title] as $titles | ["bytes"] + [($titles + $titles)[] | "\"\(.)\""]),
  ($sizes[] | [."one-cpu" | first(.[]).bytes] + (."one-cpu" | medians) + (."two-cpus" | medians))
| map(tostring) | join(" ")
