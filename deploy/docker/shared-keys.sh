#!/bin/sh
# The keys that all servers on one log have in common (docs/operations.md).
#   make         makes those that are missing, in the folder that is shared
#   run COMMAND  brings them into this server's own folder where they are missing, then runs a command of bereik
set -eu
umask 077
shared=${BEREIK_SHARED_KEYS:-/keys}
names='bereik.key bereik.seal'

# Whole or not at all, and never over one that is there: with another key every known contact would be a stranger.
put() {
	sync "$1"
	ln "$1" "$2"
	rm -f "$1"
}

case ${1:-} in
make)
	for name in $names; do
		[ -e "$shared/$name" ] && continue
		head -c 32 /dev/urandom | base64 >"$shared/.$name.new"
		put "$shared/.$name.new" "$shared/$name"
		echo "made $shared/$name: keep a copy of it apart from the database's backups"
	done
	;;
run)
	shift
	own=${BEREIK_DATA:?}
	for name in $names; do
		if [ ! -e "$own/$name" ]; then
			cat "$shared/$name" >"$own/.$name.new"
			put "$own/.$name.new" "$own/$name"
		elif ! cmp -s "$shared/$name" "$own/$name"; then
			echo "$own/$name is not the key in $shared: one of them is of another log" >&2
			exit 78
		fi
	done
	exec node bin/bereik.mjs "$@"
	;;
*)
	echo "usage: $0 make | run COMMAND" >&2
	exit 64
	;;
esac
