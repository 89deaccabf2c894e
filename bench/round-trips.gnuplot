# Round trips by all means, from the data of round-trips.jq: gnuplot -e "data='FILE'; picture='FILE.svg'" THIS
set terminal svg size 900,470 font "sans-serif,13" background "white" noenhanced
set output picture
stats data using 0 nooutput
set yrange [STATS_records - 0.4:-0.6]
set logscale x
set xrange [0.05:700]
set xtics ("0.1" 0.1, "1" 1, "10" 10, "100" 100)
set grid xtics lc rgb "#d0d0d0" lt 1
set border 3
set tics nomirror
set ytics scale 0
set key off
set style line 1 lc rgb "#b0b0b0" lt 1 lw 5
ours(title) = strstrt(title, "NT port") ? 0xc04000 : 0x306090
digits(us) = us < 10 ? sprintf("%.2g", us) : sprintf("%.0f", us)

set bmargin at screen 0.15
set multiplot
set label 1 "microseconds a round trip of 64 bytes; dots are medians, bars reach from the lowest to the highest round" \
    at screen 0.5, 0.03 center
set lmargin at screen 0.24
set rmargin at screen 0.60
set title "both processes on one CPU"
# The first cannot be seen; it is there for the titles, also of those that were not measured.
plot data using (0.06):0:ytic(1) with dots lc rgb "white", \
     '' using 2:0:3:4 with xerrorbars ls 1 pt 0, \
     '' using 2:0:(ours(strcol(1))) with points pt 7 ps 1 lc rgb variable, \
     '' using 4:0:(digits($2)) with labels left offset 1, 0 font ",11"
unset label 1
set lmargin at screen 0.625
set rmargin at screen 0.985
set title "on two CPUs"
set ytics format ""
plot data using (0.06):0:ytic("") with dots lc rgb "white", \
     '' using 5:0:6:7 with xerrorbars ls 1 pt 0, \
     '' using 5:0:(ours(strcol(1))) with points pt 7 ps 1 lc rgb variable, \
     '' using 7:0:(digits($5)) with labels left offset 1, 0 font ",11"
unset multiplot
