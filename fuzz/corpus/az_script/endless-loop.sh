for a in 1 2 3; do for b in 1 2 3; do for c in $a$b; do echo $c; done; done; done
while true; do :; done
