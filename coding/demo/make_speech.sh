#!/bin/sh
# Speaks the transcript lines of the demo: data/lines.csv becomes data/speech/NN.opus, one file a line.
# Needs espeak-ng (1.51 was used), which the product itself never does: what it makes is committed.
# Run from anywhere:  coding/demo/make_speech.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
python=$here/../../.venv/bin/python
ffmpeg=$("$python" -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')
spoken=$(mktemp -d)
trap 'rm -rf "$spoken"' EXIT

# The questions are asked by a woman; each witness keeps a voice of his own.
voice_of() {
    case $1 in
    A) printf '%s+m3' "$2" ;;
    B) printf '%s+m7' "$2" ;;
    *) printf '%s+f2' "$2" ;;
    esac
}

"$python" - "$here/data/lines.csv" <<'PY' >"$spoken/lines"
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for line in csv.DictReader(file):
        print(f"{int(line['number']):02}", line["witness"] or "-", line["language"], line["text"], sep="\t")
PY
tab=$(printf '\t')
while IFS=$tab read -r number who language text; do
    espeak-ng -v "$(voice_of "$who" "$language")" -s 148 -p 38 -g 2 -w "$spoken/$number.wav" "$text"
    "$ffmpeg" -nostdin -loglevel error -y -i "$spoken/$number.wav" -map_metadata -1 -fflags +bitexact -flags +bitexact \
        -ac 1 -c:a libopus -b:a 20k -application voip -f ogg "$here/data/speech/$number.opus"
done <"$spoken/lines"
