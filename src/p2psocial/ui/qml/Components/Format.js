.pragma library

// Times, numbers and sizes as people read them.

// A sentence of ours with a stranger's words in it. What they write from right to left, or with a %1
// of their own, changes nothing of the sentence.
function sentence(ours, ...theirs) {
    return ours.replace(/%([1-9])/g, (place, number) => isolated(theirs[number - 1] ?? place));
}

function isolated(words) {
    return "\u2068" + words + "\u2069";
}

function quantity(count, one, many) {
    return count === 1 ? one : many.replace("%1", number(count));
}

function number(value) {
    if (value < 10000)
        return String(value);
    if (value < 1000000)
        return (value / 1000).toFixed(value < 100000 ? 1 : 0) + "k";
    return (value / 1000000).toFixed(1) + "M";
}

function bytes(value) {
    if (value < 1000)
        return value + " B";
    const units = ["KB", "MB", "GB", "TB"];
    let amount = value / 1000;
    let unit = 0;
    while (amount >= 1000 && unit < units.length - 1) {
        amount /= 1000;
        unit += 1;
    }
    return amount.toFixed(amount < 10 ? 1 : 0) + " " + units[unit];
}

function span(seconds) {
    const steps = [[31536000, "y"], [2592000, "mo"], [86400, "d"], [3600, "h"], [60, "min"]];
    for (const [size, unit] of steps) {
        if (seconds >= size)
            return Math.floor(seconds / size) + " " + unit;
    }
    return "";
}

function ago(then, now) {
    // Clocks differ: what is dated ahead of ours happened just now.
    const passed = span(Math.max(0, now - then));
    return passed === "" ? qsTr("just now") : qsTr("%1 ago").arg(passed);
}

function until(then, now) {
    if (then < 0)
        return qsTr("for ever");
    const left = span(Math.max(0, then - now));
    return left === "" ? qsTr("ends now") : qsTr("%1 left").arg(left);
}

// A library knows no name of QML's but `Qt`: this is Locale.ShortFormat.
const SHORT_FORMAT = 1;

function moment(then) {
    return new Date(then * 1000).toLocaleString(Qt.locale(), SHORT_FORMAT);
}
