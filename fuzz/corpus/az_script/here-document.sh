a=$a$a$a$a; a=x$a$a$a$a; cat <<< "$a"
cat <<EOF
never ends
