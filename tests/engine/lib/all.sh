# shellcheck shell=bash
# Loads the engine.

for part in common engine tools bases native docker frontend; do
    # shellcheck source=/dev/null
    . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
