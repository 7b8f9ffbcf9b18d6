#!/bin/sh
# rules.sh [FIRST [LAST]]: breaks each rule of the term simplifier and of array elimination, one at a time, in a copy of
# their sources, and says which of them the tests of terms do not notice. A rule is a line "return ...;" that gives a
# term; broken, it gives the term's negation. Exit status 1 when one goes unnoticed.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
git ls-files | grep -v -e '^guests/' -e '^docs/' | cpio -pd --quiet "$work"

# One build for all: which line is broken, an environment variable says.
list=$work/rules
: >"$list"
for file in src/Symbolic/Terms/TermStore*.cs src/Symbolic/Elimination/*.cs; do
    awk -v list="$list" -v from="$(wc -l <"$list")" '
        /^ +return [^;]+;$/ && !/return (null|true|false|Make\(|new\()|: null;/ {
            line = $0
            sub(/^ +return /, "", line)
            sub(/;$/, "", line)
            print FILENAME ":" FNR ": " line >>list
            match($0, /^ +/)
            printf "%sreturn Verified.Symbolic.Terms.TermStore.Rule(%d, %s);\n", substr($0, 1, RLENGTH), ++from, line
            next
        }
        { print }' "$file" >"$work/$file"
done
cat >"$work/src/Symbolic/Terms/TermStore.Broken.cs" <<'END'
namespace Verified.Symbolic.Terms;

public sealed partial class TermStore
{
    private static readonly int Wrong = int.Parse(Environment.GetEnvironmentVariable("VERIFIED_RULE") ?? "0");

    internal static Term Rule(int rule, Term term) => rule != Wrong || term is null ? term!
        : term.IsArray ? term.Store.ArrayVariable("broken", term.IndexWidth, term.Width)
        : term.Store.Make(term.IsBoolean ? TermKind.BoolNot : TermKind.Not, term.Width, term);

    internal static T Rule<T>(int rule, T other)
    {
        if (rule == Wrong) File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "no-term"), "");
        return other;
    }
}
END

cd "$work" || exit 2
dotnet build tests/Symbolic.Tests -c Release -v q --nologo -clp:NoSummary -maxcpucount:1 -p:TreatWarningsAsErrors=false \
    -p:EnforceCodeStyleInBuild=false -p:RunAnalyzers=false >log 2>&1 || { cat log >&2; exit 2; }
check() { # RULE: whether the tests of terms pass
    VERIFIED_RULE=$1 timeout 300 dotnet artifacts/bin/Verified.Symbolic.Tests/release/Verified.Symbolic.Tests.dll \
        --progress off --no-ansi --stop-on-fail on --filter-class '*.TermTests' --filter-class '*.EliminationTests' >log 2>&1
}
check 0 || { cat log >&2; echo "rules: the tests fail with every rule whole" >&2; exit 2; }

other=artifacts/bin/Verified.Symbolic.Tests/release/no-term
status=0 rules=0
for rule in $(seq "${1:-1}" "${2:-$(wc -l <rules)}"); do
    rm -f "$other"
    if check "$rule"; then
        [ -e "$other" ] && continue
        echo "unnoticed: $(sed -n "${rule}p" rules)"
        status=1
    fi
    rules=$((rules + 1))
done
echo "$rules rules broken, each in its turn"
exit $status
