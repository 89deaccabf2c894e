# Round trips by size, from the data of sizes.jq: gnuplot -e "data='FILE'; picture='FILE.svg'" THIS
set terminal svg size 900,470 font "sans-serif,13" background "white" noenhanced
set output picture
set logscale xy
set xrange [6:130000]
set yrange [0.07:150]
set xtics ("8" 8, "64" 64, "600" 600, "4 Ki" 4096, "16 Ki" 16384, "64 Ki" 65495)
set ytics ("0.1" 0.1, "1" 1, "10" 10, "100" 100)
set grid lc rgb "#d0d0d0" lt 1
set border 3
set tics nomirror
array colour[5] = [0x808080, 0xc04000, 0xe09000, 0x306090, 0x60a0c0]
n = 5

set bmargin at screen 0.15
set multiplot
set label 1 "bytes of the request, and of the reply; microseconds a round trip, medians" at screen 0.5, 0.03 center
set lmargin at screen 0.06
set rmargin at screen 0.50
set title "both processes on one CPU"
set key bottom right font ",11"
plot for [i=1:n] data using 1:(column(i + 1)) with linespoints pt 7 ps 0.6 lw 2 lc rgb colour[i] title columnheader(i + 1)
unset label 1
set lmargin at screen 0.54
set rmargin at screen 0.98
set title "on two CPUs"
set key off
set ytics format ""
plot for [i=1:n] data using 1:(column(i + 1 + n)) with linespoints pt 7 ps 0.6 lw 2 lc rgb colour[i]
unset multiplot
