# Becomes a container: a root of its own that is read-only, its own processes, user 1000 without a name.
#
#   jail.sh ROOT APP NODE DATA CACHE TMP LIBRARIES PROGRAM [ARGUMENT ...]
#
# Runs in new mount and process namespaces, and ends as the program, which is then process 1.
set -eu
root=$1 app=$2 node=$3 data=$4 cache=$5 tmp=$6 programs=$7
shift 7
mount --make-rprivate /
mkdir -p "$root/app" "$root/tmp" "$root/proc" "$root/dev" "$root/etc" "$root/usr/lib" "$root/usr/lib64" "$root/usr/local/bin" "$root/usr/bin"
for name in lib lib64 bin; do [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"; done
touch "$root/usr/local/bin/node"
mount --bind "$root" "$root"
mount --bind "$app" "$root/app"
mount -o remount,bind,ro "$root/app"
mount --bind "$tmp" "$root/tmp"
mount --bind "$data" "$root/app/data"
mount --bind "$cache" "$root/app/cache"
for library in lib lib64; do
  [ ! -d "/usr/$library" ] || { mount --bind "/usr/$library" "$root/usr/$library" && mount -o remount,bind,ro "$root/usr/$library"; }
done
# The programs of the base image, a shell among them, only where they are wanted.
[ "$programs" = none ] || mount --bind /usr/bin "$root/usr/bin"
mount --bind "$node" "$root/usr/local/bin/node"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
# A real limit of memory, where the caller made one.
[ -z "${MEMORY_GROUP:-}" ] || echo 0 >"$MEMORY_GROUP/cgroup.procs"
unset MEMORY_GROUP
exec unshare --root="$root" --wd=/app --setgid 1000 --setuid 1000 "$@"
