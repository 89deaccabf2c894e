# The group "peers" of ntbench's JSON as gnuplot's data, one line a transport, quickest on one CPU first:
# title, then median, lowest and highest on one CPU and on two; what was not measured is NaN.
def three: if .median then [.median, .lowest, .highest] else ["NaN", "NaN", "NaN"] end;
.groups[] | select(.name == "peers")
| ."one-cpu" as $one | ."two-cpus" as $two
| $one | keys_unsorted | sort_by($one[.].median // 0) | .[]
| ["\"\($one[.].title)\""] + ($one[.] | three) + ($two[.] | three) | map(tostring) | join(" ")
