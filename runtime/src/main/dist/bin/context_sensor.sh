#!/bin/bash -p
# The status line of the context agent: a tool's JSON document on standard input, the line on standard output, the facts
# as one JSON document on standard error, status 0 whatever comes. Asks the running agent; works all of it out by itself when
# none answers within 50 ms. Needs bash 4.1 or newer and runs no other program. What comes in is never evaluated.

case ${BASH_VERSION-} in
    4.[1-9]* | [5-9].* | [1-9][0-9].*) ;;
    *)
        # another shell, or the bash of macOS: hand over to a bash that can
        for shell in /opt/homebrew/bin/bash /usr/local/bin/bash /usr/bin/bash /bin/bash; do
            if [ -x "$shell" ] && [ "${CONTEXT_SENSOR_SHELL-}" != "$shell" ]; then
                CONTEXT_SENSOR_SHELL=$shell
                export CONTEXT_SENSOR_SHELL
                exec "$shell" -p "$0"
            fi
        done
        # none: the defaults, with what surely is safe to print of the current directory
        path=$PWD
        case $path in *[!A-Za-z0-9/._\ -]*) path= ;; esac
        name=${path##*/}
        printf '[Claude]%s\n' "${name:+ 📁 $name}"
        printf '{"version":"1.0.0","model":"Claude","workspace":{"path":"%s","name":"%s","git":{"is_repo":false,"branch":null}},"context_window":{"max_tokens":200000,"tokens_used":0,"usage_pct":0}}\n' "$path" "$name" >&2
        exit 0
        ;;
esac

# Whatever the environment says: no traces, no stop at an error, bytes and not characters, no patterns in file names.
set +o posix
set +aeknuvxBCHP -f
shopt -u nocasematch nocaseglob failglob nullglob dotglob extglob xpg_echo sourcepath globstar 2>/dev/null
# nothing but the document gets out on standard error
exec 7>&2 || exec 7>/dev/null
exec 2>/dev/null
unset POSIXLY_CORRECT CDPATH TMOUT GLOBIGNORE CONTEXT_SENSOR_SHELL
LC_ALL=C
IFS=$' \t\n'
trap '' PIPE

# After a read that ran out of time: what bash had fetched for it already would be the start of whatever is read next, be it the
# agent's port or the name of a branch.
discard() {
    IFS= read -r -N 65536 REPLY </dev/null
}

document=
readonly most=1048576
if [[ ! -t 0 ]]; then
    # a second in all, for a pipe that is slow or never closed; what came until then counts
    IFS= read -r -N $((most + 1)) -t 1 document
    (($? > 128)) && discard
fi
if ((${#document} > most)); then
    document=
fi
# no pattern is cut off from a long text here: bash takes a time that grows with the square of its length
if [[ $document == *$'\n' ]]; then
    document=${document:0:${#document}-1}
fi
if [[ $document == *$'\n'* ]]; then
    # one line on the socket; a carriage return means the same to JSON, and is as wrong inside of a string
    IFS=$'\n'
    set -- $document
    IFS=$'\r'
    document="$*"
    IFS=$' \t\n'
fi

# tell LINE JSON: the answer, and the end
tell() {
    printf '%s\n' "$1"
    printf '%s\n' "$2" >&7
    exit 0
}

# exchange REQUEST...: sends it to the agent; the whole answer is in `answer`. `slow` tells that none came in time.
exchange() {
    answer= slow=
    exec 9<>"/dev/tcp/127.0.0.1/$port" || return
    printf '%s\n' "$token" "$@" >&9
    IFS= read -r -N 65536 -t 0.05 answer <&9
    (($? > 128)) && answer= slow=1 && discard
    exec 9>&-
    [[ $answer == *$'\n' ]]
}

# converse REQUEST...: the same, but never waits for a connection: when an agent hangs for long, the system's queue of those who
# want to connect to it is full one day. So after an answer that did not come in time a child connects, which can be ended.
converse() {
    local child
    if [[ ! -s $run/agent.slow ]]; then
        exchange "$@" && return
        [[ -n $slow ]] && printf '1\n' >"$run/agent.slow"
        return 1
    fi
    exec 8< <(exec </dev/null 7>&- && exchange "$@" && printf '%s' "$answer")
    child=$!
    IFS= read -r -N 65536 -t 0.1 answer <&8
    (($? > 128)) && answer= && discard
    exec 8<&-
    kill "$child"
    [[ $answer == *$'\n' ]] && : >"$run/agent.slow"
}

# ask DIRECTORY: tells the agent's answer and ends, or returns when there is none. The directory is in JSON without its quotes.
ask() {
    local run announced port pid token answer slow line json
    # run by the agent as a sensor: what is known there already is no news
    [[ -z ${CONTEXT_AGENT_SENSOR_RUN-} ]] || return
    if [[ -n ${CONTEXT_AGENT_HOME-} ]]; then
        run=$CONTEXT_AGENT_HOME/run
    elif [[ ${XDG_RUNTIME_DIR-} == /* ]]; then
        run=$XDG_RUNTIME_DIR/context-agent
    elif [[ ${XDG_STATE_HOME-} == /* ]]; then
        run=$XDG_STATE_HOME/context-agent/run
    else
        run=${HOME-}/.local/state/context-agent/run
    fi
    [[ -f $run/agent.json && -O $run/agent.json && -f $run/token ]] || return
    IFS= read -r announced <"$run/agent.json" || return
    IFS= read -r token <"$run/token" || return
    port=${announced#*\"port\":}
    port=${port%%[!0-9]*}
    pid=${announced#*\"pid\":}
    pid=${pid%%[!0-9]*}
    [[ $port == [1-9]* && ${#port} -le 5 && $pid == [1-9]* && ${#pid} -le 10 ]] || return
    # a dead agent's port may be somebody else's by now
    kill -0 "$pid" || return
    if ((${#document} > 32768)); then
        # more than fits into the buffers on the way: writing it to an agent that hangs would not end
        converse '{"op":"ping"}' && [[ $answer == '{"ok":true,'* ]] || return
    fi
    converse '{"op":"line","cwd":"'"$1"'"}' "$document" || return
    line=${answer%%$'\n'*}
    json=${answer:${#line}+1}
    json=${json%$'\n'}
    [[ -n $line && $json == '{'*'}' && $line$json != *[$'\001'-$'\037\177']* ]] || return
    [[ $line$json != *$'\302'[$'\200'-$'\237']* ]] || return
    tell "$line" "$json"
}

directory=${PWD:-/}
[[ $directory == /* ]] || directory=/
if [[ $directory != *[!\ -~]* && $directory != *[\"\\]* ]]; then
    ask "$directory"
    asked=1
else
    asked=
fi

# ---------------------------------------------------------------------------------------------------------------------
# From here on: without the agent. The line and the document are the same that the agent gives, but for three things: what it
# remembers of a session, annotated tags that are not packed (they are compressed), and a HEAD that is a symbolic link.
# ---------------------------------------------------------------------------------------------------------------------

# --- text: bytes in, code points inside, bytes out ---

# decode BYTES UNITS [raw]: the code points in `points`, at most so many UTF-16 units of them. Bytes that are no UTF-8 become
# U+FFFD. Escapes of JSON are resolved but for `raw`; halves of surrogate pairs become U+FFFD too. `odd` tells of those and of NUL.
decode() {
    local rest=$1 limit=$2 raw=${3-} units=0 pos=0 text= c e n m
    points=()
    odd=
    rest=${rest:0:limit*6+12}
    while :; do
        if ((${#text} < 16 && pos < ${#rest})); then
            text+=${rest:pos:240}
            ((pos += 240))
        fi
        [[ -n $text ]] || break
        c=${text:0:1}
        if [[ $c == [\ -~] ]]; then
            if [[ $c == \\ && -z $raw ]]; then
                e=${text:1:1}
                case $e in
                    b) n=8 ;;
                    f) n=12 ;;
                    n) n=10 ;;
                    r) n=13 ;;
                    t) n=9 ;;
                    u)
                        n=$((16#${text:2:4}))
                        text=${text:4}
                        if ((n >= 0xD800 && n < 0xDC00)) && [[ ${text:2} == \\u[dD][c-fC-F]* ]]; then
                            n=$((0x10000 + ((n & 0x3FF) << 10) + (16#${text:4:4} & 0x3FF)))
                            text=${text:6}
                        elif ((n >= 0xD800 && n < 0xE000)); then
                            n=65533
                            odd=1
                        elif ((n == 0)); then
                            odd=1
                        fi
                        ;;
                    *) printf -v n %d "'$e" ;;
                esac
                text=${text:2}
            else
                printf -v n %d "'$c"
                text=${text:1}
            fi
        elif [[ -z $raw && $c == $'\002' ]]; then
            n=92
            text=${text:1}
        elif [[ -z $raw && $c == $'\003' ]]; then
            n=34
            text=${text:1}
        else
            utf8
        fi
        ((units += n > 0xFFFF ? 2 : 1))
        ((units > limit)) && return
        points+=("$n")
    done
}

# The first code point of `text`, which is not plain ASCII, into `n`; takes it off. As Java replaces what is malformed.
utf8() {
    local b2=${text:1:1} b3=${text:2:1} b4=${text:3:1} size
    printf -v n %d "'$c"
    ((n &= 255))
    size=1
    case $c in
        [$'\001'-$'\177']) ;;
        [$'\302'-$'\337'])
            if [[ $b2 == [$'\200'-$'\277'] ]]; then
                size=2
            else
                n=65533
            fi
            ;;
        [$'\340'-$'\357'])
            if [[ $b2 != [$'\200'-$'\277'] || ($c == $'\340' && $b2 == [$'\200'-$'\237']) ]]; then
                n=65533
            elif [[ $b3 == [$'\200'-$'\277'] ]]; then
                size=3
            else
                n=65533
                size=2
            fi
            ;;
        [$'\360'-$'\364'])
            if [[ $b2 != [$'\200'-$'\277'] || ($c == $'\360' && $b2 == [$'\200'-$'\217']) ||
                ($c == $'\364' && $b2 == [$'\220'-$'\277']) ]]; then
                n=65533
            elif [[ $b3 != [$'\200'-$'\277'] ]]; then
                n=65533
                size=2
            elif [[ $b4 != [$'\200'-$'\277'] ]]; then
                n=65533
                size=3
            else
                size=4
            fi
            ;;
        *) n=65533 ;;
    esac
    if ((size > 1 && n != 65533)); then
        ((n &= size == 2 ? 31 : size == 3 ? 15 : 7))
        for ((m = 1; m < size; m++)); do
            printf -v e %d "'${text:m:1}"
            ((n = (n << 6) | (e & 63)))
        done
        ((n >= 0xD800 && n < 0xE000)) && n=65533
    fi
    text=${text:size}
}

# encode [FROM [TO]]: these code points as bytes, in `bytes`
encode() {
    local format= i n
    for ((i = ${1:-0}; i < ${2:-${#points[@]}}; i++)); do
        n=${points[i]}
        if ((n < 0x80)); then
            octal $n
        elif ((n < 0x800)); then
            octal $((n >> 6 | 0xC0))
            octal $((n & 0x3F | 0x80))
        elif ((n < 0x10000)); then
            octal $((n >> 12 | 0xE0))
            octal $((n >> 6 & 0x3F | 0x80))
            octal $((n & 0x3F | 0x80))
        else
            octal $((n >> 18 | 0xF0))
            octal $((n >> 12 & 0x3F | 0x80))
            octal $((n >> 6 & 0x3F | 0x80))
            octal $((n & 0x3F | 0x80))
        fi
    done
    printf -v bytes "$format"
}

octal() {
    format+="\\$(($1 >> 6))$(($1 >> 3 & 7))$(($1 & 7))"
}

# printable N: no control character, nothing invisible or that turns the direction of text
printable() {
    (($1 >= 0x20 && $1 < 0x7F || $1 >= 0xA0 && ($1 < 0x600 && $1 != 0xAD ||
        $1 > 0x605 && $1 != 0x61C && $1 != 0x6DD && $1 != 0x70F && $1 != 0x890 && $1 != 0x891 && $1 != 0x8E2 &&
        $1 != 0x180E && $1 != 0x200B && $1 != 0x200C && $1 != 0x200E && $1 != 0x200F && ($1 < 0x2028 || $1 > 0x202E) &&
        ($1 < 0x2060 || $1 > 0x206F) && $1 != 0xFEFF && ($1 < 0xFFF9 || $1 > 0xFFFB) && $1 != 0x110BD && $1 != 0x110CD &&
        ($1 < 0x13430 || $1 > 0x1343F) && ($1 < 0x1BCA0 || $1 > 0x1BCA3) && ($1 < 0x1D173 || $1 > 0x1D17A) &&
        $1 != 0xE0001)))
}

# The points as the inside of a JSON string, in `quoted`
quote() {
    local all=("${points[@]}") n
    points=()
    for n in "${all[@]}"; do
        if ((n == 34 || n == 92)); then
            points+=(92 $n)
        elif printable $n; then
            points+=($n)
        else
            if ((n > 0xFFFF)); then
                printf -v n '\\u%04x\\u%04x' $((0xD7C0 + (n >> 10))) $((0xDC00 + (n & 0x3FF)))
            else
                printf -v n '\\u%04x' $n
            fi
            while [[ -n $n ]]; do
                printf -v all %d "'$n"
                points+=($all)
                n=${n:1}
            done
        fi
    done
    encode
    quoted=$bytes
}

# The points as one line of printable text, of at most 60 columns, in `shown`
show() {
    local all=("${points[@]}") n
    points=()
    for n in "${all[@]}"; do
        if ((n == 9 || n == 10 || n == 13)); then
            points+=(32)
        elif printable $n; then
            points+=($n)
        fi
    done
    encode
    shown=$bytes
    if ((${#shown} > 60)); then
        cut 60
    fi
}

readonly invisible_marks='
    300-36F 483-489 591-5BD 5BF 5C1-5C2 5C4-5C5 5C7 610-61A 64B-65F 670 6D6-6DC 6DF-6E4 6E7-6E8 6EA-6ED 711 730-74A 7A6-7B0
    7EB-7F3 7FD 816-819 81B-823 825-827 829-82D 859-85B 898-89F 8CA-8E1 8E3-902 93A 93C 941-948 94D 951-957 962-963 981 9BC
    9C1-9C4 9CD 9E2-9E3 9FE-A02 A3C A41-A51 A70-A71 A75 A81-A82 ABC AC1-AC8 ACD AE2-AE3 AFA-B01 B3C B3F B41-B44 B4D-B56
    B62-B63 B82 BC0 BCD C00 C04 C3C C3E-C40 C46-C56 C62-C63 C81 CBC CBF CC6 CCC-CCD CE2-CE3 D00-D01 D3B-D3C D41-D44 D4D
    D62-D63 D81 DCA DD2-DD6 E31 E34-E3A E47-E4E EB1 EB4-EBC EC8-ECD F18-F19 F35 F37 F39 F71-F7E F80-F84 F86-F87 F8D-FBC FC6
    102D-1030 1032-1037 1039-103A 103D-103E 1058-1059 105E-1060 1071-1074 1082 1085-1086 108D 109D 1160-11FF 135D-135F
    1712-1714 1732-1733 1752-1753 1772-1773 17B4-17B5 17B7-17BD 17C6 17C9-17D3 17DD 180B-180D 180F 1885-1886 18A9 1920-1922
    1927-1928 1932 1939-193B 1A17-1A18 1A1B 1A56 1A58-1A60 1A62 1A65-1A6C 1A73-1A7F 1AB0-1B03 1B34 1B36-1B3A 1B3C 1B42
    1B6B-1B73 1B80-1B81 1BA2-1BA5 1BA8-1BA9 1BAB-1BAD 1BE6 1BE8-1BE9 1BED 1BEF-1BF1 1C2C-1C33 1C36-1C37 1CD0-1CD2 1CD4-1CE0
    1CE2-1CE8 1CED 1CF4 1CF8-1CF9 1DC0-1DFF 200D 20D0-20F0 2CEF-2CF1 2D7F 2DE0-2DFF 302A-302D 3099-309A A66F-A672 A674-A67D
    A69E-A69F A6F0-A6F1 A802 A806 A80B A825-A826 A82C A8C4-A8C5 A8E0-A8F1 A8FF A926-A92D A947-A951 A980-A982 A9B3 A9B6-A9B9
    A9BC-A9BD A9E5 AA29-AA2E AA31-AA32 AA35-AA36 AA43 AA4C AA7C AAB0 AAB2-AAB4 AAB7-AAB8 AABE-AABF AAC1 AAEC-AAED AAF6 ABE5
    ABE8 ABED D7B0-D7FB FB1E FE00-FE0F FE20-FE2F 101FD 102E0 10376-1037A 10A01-10A0F 10A38-10A3F 10AE5-10AE6 10D24-10D27
    10EAB-10EAC 10F46-10F50 10F82-10F85 11001 11038-11046 11070 11073-11074 1107F-11081 110B3-110B6 110B9-110BA 110C2
    11100-11102 11127-1112B 1112D-11134 11173 11180-11181 111B6-111BE 111C9-111CC 111CF 1122F-11231 11234 11236-11237 1123E
    112DF 112E3-112EA 11300-11301 1133B-1133C 11340 11366-11374 11438-1143F 11442-11444 11446 1145E 114B3-114B8 114BA
    114BF-114C0 114C2-114C3 115B2-115B5 115BC-115BD 115BF-115C0 115DC-115DD 11633-1163A 1163D 1163F-11640 116AB 116AD
    116B0-116B5 116B7 1171D-1171F 11722-11725 11727-1172B 1182F-11837 11839-1183A 1193B-1193C 1193E 11943 119D4-119DB 119E0
    11A01-11A0A 11A33-11A38 11A3B-11A3E 11A47 11A51-11A56 11A59-11A5B 11A8A-11A96 11A98-11A99 11C30-11C3D 11C3F 11C92-11CA7
    11CAA-11CB0 11CB2-11CB3 11CB5-11CB6 11D31-11D45 11D47 11D90-11D91 11D95 11D97 11EF3-11EF4 16AF0-16AF4 16B30-16B36 16F4F
    16F8F-16F92 16FE4 1BC9D-1BC9E 1CF00-1CF46 1D167-1D169 1D17B-1D182 1D185-1D18B 1D1AA-1D1AD 1D242-1D244 1DA00-1DA36
    1DA3B-1DA6C 1DA75 1DA84 1DA9B-1DAAF 1E000-1E02A 1E130-1E136 1E2AE 1E2EC-1E2EF 1E8D0-1E8D6 1E944-1E94A E0020-E01EF
'
readonly wide_letters='
    1100-115F 231A-231B 2329-232A 23E9-23EC 23F0 23F3 25FD-25FE 2614-2615 2648-2653 267F 2693 26A1 26AA-26AB 26BD-26BE
    26C4-26C5 26CE 26D4 26EA 26F2-26F3 26F5 26FA 26FD 2705 270A-270B 2728 274C 274E 2753-2755 2757 2795-2797 27B0 27BF
    2B1B-2B1C 2B50 2B55 2E80-303E 3041-3247 3250-4DBF 4E00-A4C6 A960-A97C AC00-D7A3 F900-FAD9 FE10-FE6B FF01-FF60 FFE0-FFE6
    16FE0-1B2FB 1F004 1F0CF 1F18E 1F191-1F19A 1F200-1F320 1F32D-1F335 1F337-1F37C 1F37E-1F393 1F3A0-1F3CA 1F3CF-1F3D3
    1F3E0-1F3F0 1F3F4 1F3F8-1F43E 1F440 1F442-1F4FC 1F4FF-1F53D 1F54B-1F54E 1F550-1F567 1F57A 1F595-1F596 1F5A4 1F5FB-1F64F
    1F680-1F6C5 1F6CC 1F6D0-1F6D2 1F6D5-1F6DF 1F6EB-1F6EC 1F6F4-1F6FC 1F7E0-1F7F0 1F90C-1F93A 1F93C-1F945 1F947-1F9FF
    1FA70-1FAFF 20000-3FFFD
'
readonly pictographs='
    A9 AE 203C 2049 2122 2139 2190-21FF 2300-23FF 24C2 25A0-27BF 2900-297F 2B00-2BFF 3030 303D 3297 3299 1F000-1F1E5
    1F200-1FAFF
'

# bounds TEXT: the first and last of each range in turn, in `range`; the number of the last range in `last`
bounds() {
    local word
    range=()
    for word in $1; do
        range+=($((16#${word%-*})) $((16#${word#*-})))
    done
    last=$((${#range[@]} / 2 - 1))
}

# within NAME N: whether it is in one of the ranges of that name
within() {
    local low=0 high=$(($1_last)) middle
    while ((low <= high)); do
        ((middle = (low + high) >> 1))
        if (($2 < $1[2 * middle])); then
            ((high = middle - 1))
        elif (($2 > $1[2 * middle + 1])); then
            ((low = middle + 1))
        else
            return 0
        fi
    done
    return 1
}

# cut COLUMNS: the points as so many columns at most, in `shown`
cut() {
    local all=${#points[@]} i=0 width=0 fits=0 n columns picto flag joined count
    if [[ -z ${zero-} ]]; then
        bounds "$invisible_marks"
        zero=("${range[@]}") zero_last=$last
        bounds "$wide_letters"
        wide=("${range[@]}") wide_last=$last
        bounds "$pictographs"
        picture=("${range[@]}") picture_last=$last
    fi
    while ((i < all)); do
        n=${points[i]}
        columns=1 picto= flag= joined= count=1
        if ((n >= 0x300)); then
            if within zero $n; then
                columns=0
            elif within wide $n; then
                columns=2
            fi
        fi
        ((n >= 0xA9)) && within picture $n && picto=1
        ((n >= 0x1F1E6 && n <= 0x1F1FF)) && flag=1
        ((i++))
        while ((i < all && count < 32)); do
            n=${points[i]}
            ((n < 0xA9)) && break
            if ((n >= 0x300)) && within zero $n; then
                ((n == 0xFE0F && columns == 1)) && columns=2
                joined=$((n == 0x200D))
            elif [[ -n $picto ]] && { ((n >= 0x1F3FB && n <= 0x1F3FF)) || { ((joined)) && within picture $n; }; }; then
                columns=2 joined=
            elif [[ -n $flag ]] && ((count == 1 && n >= 0x1F1E6 && n <= 0x1F1FF)); then
                columns=2
            else
                break
            fi
            ((count++, i++))
        done
        ((width += columns))
        if ((width > $1 || i > 8 * $1)); then
            encode 0 $fits
            shown=$bytes…
            return
        fi
        ((width < $1)) && fits=$i
    done
}

# text BYTES UNITS [raw]: a text in all its forms: `bytes`, `quoted` for JSON, `shown` for the line; `odd` as of `decode`
text() {
    if [[ $1 != *[!\ -~]* && ($1 != *\\* || -n ${3-}) && ${#1} -le $2 ]]; then
        bytes=$1 odd=
        quoted=${1//\\/\\\\}
        quoted=${quoted//\"/\\\"}
        shown=$1
        if ((${#shown} > 60)); then
            shown=${shown:0:59}…
        fi
        return
    fi
    decode "$@"
    local all=("${points[@]}") whole
    encode
    whole=$bytes
    quote
    points=("${all[@]}")
    show
    bytes=$whole
}

# blank BYTES [raw]: nothing in it but what counts as white space
blank() {
    [[ $1 == *[!\ ]* ]] || return 0
    [[ $1 != *[!\ ]* ]] && return 0
    [[ $1 == [\!-~]* && ($1 != \\* || -n ${2-}) ]] && return 1
    local points odd n
    decode "$1" 4096 ${2-}
    for n in "${points[@]}"; do
        ((n >= 9 && n <= 13 || n >= 28 && n <= 32 || n == 0x1680 || n >= 0x2000 && n <= 0x200A && n != 0x2007 ||
            n == 0x2028 || n == 0x2029 || n == 0x205F || n == 0x3000)) || return 1
    done
    return 0
}

# --- JSON: the fields that matter, by their dotted paths, in `field`: a letter for the kind and the text ---

declare -A field

# forget PATH: with all below it
forget() {
    local key
    for key in "${!field[@]}"; do
        [[ $key == "$1" || $key == "$1".* ]] && unset "field[$key]"
    done
}

# value KIND TEXT: of the field `key` in the innermost object
value() {
    local path=${prefix[${#stack}]}
    [[ $stack == *o && $path != - && $key != *.* ]] || return 0
    path+=$key
    case $path in
        workspace | context_window | context_window.current_usage) forget "$path" ;;
        model | to_model)
            forget "$path"
            [[ $1 == o ]] || field[$path]=$1$2
            ;;
        model.id | model.display_name | to_model.id | to_model.display_name | hook_event_name | source | agent_id | \
            new_cwd | workspace.current_dir | cwd | workspace_path | \
            context_window.context_window_size | context_window.max_tokens | context_window.used_percentage | \
            context_window.total_input_tokens | context_window.tokens_used | context_window.current_usage.input_tokens | \
            context_window.current_usage.cache_creation_input_tokens | \
            context_window.current_usage.cache_read_input_tokens)
            unset "field[$path]"
            [[ $1 == [oa] ]] || field[$path]=$1$2
            ;;
    esac
    [[ $path == context_window.current_usage && $1 == z ]] && field[$path]=z
    return 0
}

# open LETTER: goes into an object or a list
open() {
    local path=${prefix[${#stack}]-}
    if [[ -z $stack ]]; then
        path=
    elif [[ $1 == a || $stack != *o || $path == - || $key == *.* ]]; then
        path=-
    else
        path+=$key
        case $path in
            model | to_model | workspace | context_window | context_window.current_usage) path+=. ;;
            *) path=- ;;
        esac
    fi
    stack+=$1
    prefix[${#stack}]=$path
    ((${#stack} <= 64))
}

# literal WORD: a number or a name
literal() {
    case $1 in
        null) value z ;;
        true | false) value b $1 ;;
        NaN | Infinity | -INF | -Infinity | +INF | +Infinity) value n ;;
        0 | [1-9]) value n $1 ;;
        *)
            ((${#1} <= 64)) && [[ $1 =~ ^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$ ]] || return 1
            value n $1
            ;;
    esac
}

# parse TEXT: fills `field`; false when it is not exactly one well-formed object
parse() {
    local text=$1 part word token i pos t c stack= key= state=R steps=0 prefix=()
    [[ $text != *[$'\001'-$'\010\013\014\016'-$'\037']* ]] || return 1
    if [[ $text == *\\* ]]; then
        if ((${#text} > 65536)); then
            # too many to be through with them in time
            IFS=\\
            part=($text)
            IFS=$' \t\n'
            ((${#part[@]} <= 8192)) || return 1
        fi
        # what is escaped must not look like the end of a string: \002 is a backslash from here on, \003 a quote
        text=${text//\\\\/$'\002'}
        text=${text//\\\"/$'\003'}
    fi
    # every second part is inside of quotes
    word=$text' '
    IFS='"'
    part=($word)
    IFS=$' \t\n'
    ((${#part[@]} % 2 && ${#part[@]} <= 66000)) || return 1
    for ((i = 0; i < ${#part[@]}; i++)); do
        word=${part[i]}
        if ((i % 2)); then
            [[ $word != *[$'\t\r']* ]] || return 1
            if [[ $word == *\\* ]]; then
                [[ $word != *\\[!/bfnrtu]* && $word != *\\ ]] || return 1
                if [[ $word == *\\u* ]]; then
                    t=${word//\\u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]/ }
                    [[ $t != *\\u* ]] || return 1
                fi
            fi
            case $state in
                K | k)
                    key=$word
                    if [[ $key == *[$'\002\003\\']* || ${#key} -gt 1024 ]]; then
                        decode "$key" 1100
                        ((${#points[@]} <= 1024)) || return 1
                        encode
                        key=$bytes
                        [[ -z $odd ]] || key=.
                    fi
                    state=C
                    ;;
                V | A)
                    value s "$word"
                    state=E
                    ;;
                *) return 1 ;;
            esac
            continue
        fi
        case $state$word in
            C:)
                state=V
                continue
                ;;
            E,)
                [[ $stack == *o ]] && state=k || state=V
                continue
                ;;
        esac
        ((${#word} <= 65536)) || return 1
        pos=0 t=
        while :; do
            if ((${#t} < 80 && pos < ${#word})); then
                t+=${word:pos:240}
                ((pos += 240))
            fi
            if [[ $t == [$' \t\r']* ]]; then
                t=${t#"${t%%[!$' \t\r']*}"}
                continue
            fi
            [[ -n $t ]] || break
            ((++steps <= 70000)) || return 1
            c=${t:0:1}
            case $state$c in
                [RVA]'{')
                    [[ $state == R ]] || value o
                    open o || return 1
                    state=K
                    t=${t:1}
                    ;;
                [VA]'[')
                    value a
                    open a || return 1
                    state=A
                    t=${t:1}
                    ;;
                'K}' | 'A]' | 'E}' | 'E]')
                    case $c in
                        '}') [[ $stack == *o ]] || return 1 ;;
                        ']') [[ $stack == *a ]] || return 1 ;;
                    esac
                    stack=${stack%?}
                    [[ -n $stack ]] && state=E || state=D
                    t=${t:1}
                    ;;
                E,)
                    [[ $stack == *o ]] && state=k || state=V
                    t=${t:1}
                    ;;
                C:)
                    state=V
                    t=${t:1}
                    ;;
                [VA][-+0-9a-zA-Z])
                    token=${t%%[!-+.0-9a-zA-Z]*}
                    literal "$token" || return 1
                    t=${t:${#token}}
                    state=E
                    ;;
                *) return 1 ;;
            esac
        done
    done
    [[ $state == D ]]
}

# --- numbers ---

# count PATH [TYPE...]: the field as a whole number, 0 or more, in `number`; empty where it is none
count() {
    local value=${field[$1]-} digits fraction= exponent=0 point negative=
    number=
    case $value in
        n[1-9]*)
            if [[ ${value:1} != *[!0-9]* && ${#value} -le 19 ]]; then
                number=${value:1}
                return
            fi
            value=${value:1}
            ;;
        n?*) value=${value:1} ;;
        s*)
            value=${value:1}
            if [[ $value == *[$'\002\003\\']* ]]; then
                local points odd bytes
                decode "$value" 65
                ((${#points[@]} <= 64)) || return
                encode
                value=$bytes
            fi
            ((${#value} <= 64)) || return
            value=${value#"${value%%[!$'\001'-$'\040']*}"}
            value=${value%"${value##*[!$'\001'-$'\040']}"}
            [[ $value =~ ^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?[fFdD]?$ ]] || return
            value=${value%[fFdD]}
            digits=1
            ;;
        *) return ;;
    esac
    [[ $value == -* ]] && negative=1
    value=${value#[-+]}
    local exact=
    [[ -z ${digits-} && $value != *[.eE]* ]] && exact=1
    if [[ $value == *[eE]* ]]; then
        exponent=${value#*[eE]}
        value=${value%%[eE]*}
        digits=${exponent#[-+]}
        digits=${digits#"${digits%%[!0]*}"}
        ((${#digits} > 5)) && digits=99999
        [[ $exponent == -* ]] && exponent=-${digits:-0} || exponent=${digits:-0}
    fi
    digits=${value%%.*}
    [[ $value == *.* ]] && fraction=${value#*.}
    point=$((${#digits} + exponent))
    digits+=$fraction
    local zeros=${digits%%[!0]*}
    digits=${digits:${#zeros}}
    ((point -= ${#zeros}))
    if [[ -z $digits ]] || ((point <= 0)); then
        number=0
        return
    fi
    # more than a double can hold is no number
    ((point <= 309)) || return
    ((point < 309)) || [[ ! ${digits}00000000000000000 > 1797693134862315808 ]] || return
    if [[ -n $negative ]]; then
        number=0
        return
    fi
    if ((point > 19)); then
        number=9223372036854775807
        return
    fi
    digits+=0000000000000000000
    digits=${digits:0:point}
    if ((point == 19)) && [[ $digits > 9223372036854775807 ]]; then
        number=9223372036854775807
        return
    fi
    number=$digits
    # what is no whole number of JSON went through 53 bits
    if [[ -z $exact ]] && ((number > 9007199254740992)); then
        local shift=0 half
        while ((number >> shift >= 9007199254740992)); do
            ((shift++))
        done
        ((half = 1 << (shift - 1), digits = number & ((1 << shift) - 1), number -= digits))
        if ((digits > half || digits == half && (number >> shift & 1))); then
            ((number > 9223372036854775807 - (1 << shift))) && number=9223372036854775807 || ((number += 1 << shift))
        fi
    fi
}

# --- what the document says ---

# told PATH: whether the field is text that is not blank; it is in `told` then, still escaped
told() {
    [[ ${field[$1]-} == s* ]] || return
    told=${field[$1]:1}
    ! blank "$told"
}

# model PATH: the name of the model, in `told`
model() {
    told "$1.display_name" || told "$1.id" || told "$1"
}

# normal PATH: an absolute path without `.`, `..` and needless slashes, in `normal`
normal() {
    local part parts
    IFS=/
    parts=($1)
    IFS=$' \t\n'
    normal=
    for part in "${parts[@]}"; do
        case $part in
            '' | .) ;;
            ..) normal=${normal%/*} ;;
            *) normal+=/$part ;;
        esac
    done
    [[ -n $normal ]] || normal=/
}

if [[ -z $asked ]]; then
    decode "$directory" 8192 raw
    encode
    # the agent cannot name a folder that is not written in UTF-8
    if [[ $bytes == "$directory" ]]; then
        quote
        ask "$quoted"
    fi
fi

parse "$document" || field=()

kind=Status
told hook_event_name && kind=$told
case ${field[agent_id]-} in
    s*) told agent_id && kind=helper ;;
    [nb]*) kind=helper ;;
esac
source=
told source && source=$told
case $kind in
    Status) model model || told= ;;
    SessionStart) [[ $source != compact ]] && model model || told= ;;
    PostModelSwitch) model to_model || told= ;;
    *) told= ;;
esac
text "${told:-Claude}" 1000
model_json=$quoted
model_line=$shown
[[ -z $model_line ]] || blank "$model_line" raw && model_line=Claude

normal "$directory"
path=$normal
for name in new_cwd workspace.current_dir cwd workspace_path; do
    told $name || continue
    if [[ $told == *[!\ -~]* || $told == *\\* || ${#told} -gt 4096 ]]; then
        ((${#told} <= 24576)) || continue
        decode "$told" 4097
        [[ -z $odd ]] || continue
        units=0
        for n in "${points[@]}"; do
            ((units += n > 0xFFFF ? 2 : 1))
        done
        ((units <= 4096)) || continue
        encode
        told=$bytes
    fi
    [[ $told == /* ]] || told=$path/$told
    normal "$told"
    path=$normal
    break
done
text "$path" 8192 raw
path_json=$quoted

name=
[[ -e $path ]] && name=${path##*/}
text "$name" 8192 raw
name_json=$quoted
name_line=$shown

max=200000 used=0 percent=
if [[ $kind == Status ]]; then
    count context_window.context_window_size
    [[ -n $number ]] || count context_window.max_tokens
    max=${number:-200000}
    used=
    for name in input cache_creation_input cache_read_input; do
        count context_window.current_usage.${name}_tokens
        [[ -n $number ]] || continue
        ((used += number))
        ((used < 0)) && used=9223372036854775807
    done
    if [[ -z $used ]]; then
        count context_window.total_input_tokens
        if [[ $number == 0 && ${field[context_window.used_percentage]-}${field[context_window.current_usage]-} == zz ]]; then
            number=
        fi
        [[ -n $number ]] || count context_window.tokens_used
        used=$number
    fi
    count context_window.used_percentage
    percent=$number
fi
usage=
if [[ -n $percent ]]; then
    ((percent > 100)) && percent=100
elif ((used <= 0 || max <= 0)); then
    percent=0
elif ((used >= max)); then
    percent=100
elif ((used <= 9223372036854775807 / 100)); then
    percent=$((used * 100 / max))
else
    percent=$((used / (max / 100)))
fi
if ((${used:-percent} > 0)); then
    usage=$percent%
fi

# --- git: read as git reads it, nothing is run ---

# slurp FILE BYTES: the start of a regular file, in `content`; without the line ends that it ends with. A NUL is the end of it, with
# a control character in its place.
slurp() {
    content=
    [[ -f $1 && -r $1 ]] || return
    IFS= read -r -d '' -n "$2" content <"$1" && ((${#content} < $2)) && content+=$'\001'
    while [[ $content == *[$'\n\r'] ]]; do
        content=${content%?}
    done
    return 0
}

# lead FOLDER TO: where a path leads from a folder, in `lead`
lead() {
    [[ $2 == /* ]] && lead=$2 || lead=$1/$2
}

# is_git_dir FOLDER: then `common` is the folder that it shares with others, itself where it shares nothing
is_git_dir() {
    slurp "$1/HEAD" 256 || return
    [[ $content == ref:*([$' \t\n\r\v\f'])refs/* || $content == @(refs/*) || $content =~ ^[0-9a-fA-F]{40} || -L $1/HEAD ]] ||
        return
    common=$1
    if [[ -f $1/commondir ]]; then
        slurp "$1/commondir" 65536
        [[ -n $content ]] || return
        lead "$1" "$content"
        common=$lead
    fi
    [[ -d $common/objects && -d $common/refs ]]
}

# find_git FOLDER: the git directory for an existing folder, in `git`; and in `holder` that it was found as its `.git`
find_git() {
    local at=$1
    git= holder=
    while :; do
        [[ $at == / ]] && at=
        if [[ -f $at/.git ]]; then
            slurp "$at/.git" 65536
            [[ $content == 'gitdir: '?* ]] || return
            lead "$at" "${content#gitdir: }"
            git=$lead holder=1
            is_git_dir "$git" || git=
            return
        fi
        if [[ -d $at/.git ]] && is_git_dir "$at/.git"; then
            git=$at/.git holder=1
            return
        fi
        if is_git_dir "${at:-/}"; then
            git=${at:-/}
            return
        fi
        [[ -n $at ]] || return
        at=${at%/*}
    done
}

# settings: whether there is no work tree here, in `bare`
settings() {
    local line section= lines=0 said= tree= version= key value
    if [[ ! -f $git/commondir && -f $common/config && -r $common/config ]]; then
        slurp "$common/config" 262144
        IFS=$'\n'
        set -- $content
        IFS=$' \t\n'
        for line; do
            ((++lines < 2000)) || break
            # no line that means something is longer; and its ends are cut off here in a time that grows with the square
            ((${#line} <= 4096)) || continue
            line=${line#"${line%%[!$' \t\r']*}"}
            line=${line%"${line##*[!$' \t\r']}"}
            case $line in
                '['*)
                    section=${line%%]*}
                    line=${line:${#section}+1}
                    section=${section#[}
                    ;;
            esac
            [[ $section == [cC][oO][rR][eE] && $line == *[!$' \t']* ]] || continue
            key=${line%%=*}
            key=${key//[$' \t']/}
            value=${line#*=}
            [[ $line == *=* ]] || value=true
            value=${value//[$' \t"']/}
            value=${value%%[#;]*}
            case $key in
                [bB][aA][rR][eE])
                    case $value in
                        [tT][rR][uU][eE] | [yY][eE][sS] | [oO][nN] | 1) said=1 ;;
                        *) said=0 ;;
                    esac
                    ;;
                [wW][oO][rR][kK][tT][rR][eE][eE]) tree=1 ;;
                [rR][eE][pP][oO][sS][iI][tT][oO][rR][yY][fF][oO][rR][mM][aA][tT][vV][eE][rR][sS][iI][oO][nN]) version=1 ;;
            esac
        done
        [[ -n $version ]] || said= tree=
    fi
    bare=
    # a git directory that is not somebody's `.git` is bare, or the folder is inside of it: no work tree in either case
    if [[ -z $tree ]] && [[ -z $holder || $said == 1 ]]; then
        bare=1
    fi
}

# valid NAME: whether git allows the name of a ref
valid() {
    [[ -n $1 && ${#1} -le 4096 && /$1/ != *//* && /$1 != */.* && $1/ != *.lock/* && $1 != *. && $1 != *..* && $1 != *@{* &&
        $1 != *[$'\001'-$'\040\177~^:?*[\\']* ]]
}

# head: the branch in `branch`, or what a detached HEAD holds in `commit`
head() {
    local name=HEAD depth folder
    branch= commit=
    for ((depth = 0; depth < 5; depth++)); do
        case $name in
            refs/bisect/* | refs/worktree/* | refs/rewritten/*) folder=$git ;;
            refs/*) folder=$common ;;
            *) folder=$git ;;
        esac
        [[ $name == HEAD && -L $git/HEAD ]] && return
        slurp "$folder/$name" 8192
        content=${content%"${content##*[!$'\011'-$'\015\034'-$'\040']}"}
        if [[ $content != ref:* ]]; then
            if ((depth == 0)); then
                commit=${content%%[$'\011'-$'\015\034'-$'\040']*}
                [[ $commit != *[!0-9a-fA-F]* && (${#commit} -eq 40 || ${#commit} -eq 64) ]] || commit=
            fi
            break
        fi
        content=${content#ref:}
        content=${content#"${content%%[!$'\011'-$'\015\034'-$'\040']*}"}
        [[ $content == refs/* ]] && valid "$content" || break
        name=$content
    done
    ((depth < 5)) && [[ $name == refs/heads/* ]] && branch=${name#refs/heads/}
}

# lower HEX: in lower case, in `lower`
lower() {
    lower=$1
    if [[ $1 == *[A-F]* ]]; then
        lower=${lower//A/a} lower=${lower//B/b} lower=${lower//C/c}
        lower=${lower//D/d} lower=${lower//E/e} lower=${lower//F/f}
    fi
}

# tag: a tag that points at `commit`, in `tag`; an annotated one before a light one, then the first by name. Annotated tags that
# are not packed are not seen: what they point at is compressed.
tag() {
    local light= annotated= folders=("$common/refs/tags") folder entry name seen=0 packed rest line peeled
    tag=
    shopt -s nullglob
    while ((${#folders[@]})); do
        folder=${folders[0]}
        folders=("${folders[@]:1}")
        set +f
        set -- "$folder"/*
        set -f
        for entry; do
            ((++seen <= 2000)) || break 2
            name=${entry#"$common/"}
            valid "$name" || continue
            if [[ -d $entry && ! -L $entry ]]; then
                folders+=("$entry")
            elif slurp "$entry" 100; then
                lower "${content%%[$'\011'-$'\015\034'-$'\040']*}"
                [[ $lower == "$commit" ]] && first light
            fi
        done
    done
    shopt -u nullglob
    if [[ -f $common/packed-refs && -r $common/packed-refs ]]; then
        IFS= read -r -d '' -n 2097152 packed <"$common/packed-refs"
        packed=$'\n'$packed$'\n'
        # the line of each annotated tag is followed by what it points at
        rest=$packed
        while [[ $rest == *$'\n^'"$commit"$'\n'* ]]; do
            line=${rest%%$'\n^'"$commit"$'\n'*}
            rest=${rest:${#line}+1}
            line=${line:${#line} > 4300 ? ${#line} - 4300 : 0}
            line=${line##*$'\n'}
            name=${line#* }
            [[ $name == refs/tags/* && ! -f $common/$name ]] && first annotated
        done
        rest=$packed
        while [[ $rest == *$'\n'"$commit refs/tags/"* ]]; do
            line=${rest%%$'\n'"$commit refs/tags/"*}
            rest=${rest:${#line}+1}
            name=${rest:0:4300}
            name=${name%%$'\n'*}
            name=${name#* }
            [[ ! -f $common/$name ]] && first light
        done
    fi
    tag=${annotated:-$light}
    tag=${tag#refs/tags/}
}

# first VARIABLE: puts `name` there when it comes before what is there
first() {
    case $1 in
        light) [[ -z $light || $name < "$light" ]] && light=$name ;;
        annotated) [[ -z $annotated || $name < "$annotated" ]] && annotated=$name ;;
    esac
}

is_repo=false
branch_json=null
branch_line=
folder=$path
[[ -d $folder ]] || folder=${folder%/*}
if [[ -e $path ]] && cd -P -- "${folder:-/}"; then
    find_git "$PWD"
    if [[ -n $git ]]; then
        is_repo=true
        head
        settings
        if [[ -n $branch ]]; then
            text "$branch" 8192 raw
            branch_json=\"$quoted\"
            [[ -n $bare ]] || branch_line=$shown
        elif [[ -n $commit && -z $bare ]]; then
            lower "$commit"
            commit=$lower
            tag
            if [[ -n $tag ]]; then
                text "#$tag" 8192 raw
                branch_line=$shown
            else
                branch_line=@${commit:0:7}
            fi
        fi
    fi
fi

line="[$model_line]${name_line:+ 📁 $name_line}${branch_line:+ 🌿 $branch_line}${usage:+ | 📊 $usage}"
json='{"version":"1.0.0","model":"'$model_json'","workspace":{"path":"'$path_json'","name":"'$name_json'","git":{"is_repo":'
json+=$is_repo',"branch":'$branch_json'}},"context_window":{"max_tokens":'$max',"tokens_used":'${used:-0}',"usage_pct":'$percent'}}'
tell "$line" "$json"
