#!/bin/sh
# SSG's Debian 11 rules on roots of our own, rule by rule as oscap has them.
exec sh "$ROOT/tests/conform/ssg.sh" --quick
