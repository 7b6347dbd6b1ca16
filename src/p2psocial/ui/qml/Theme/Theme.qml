pragma Singleton
import QtQuick

// Colours and measures of the whole window. Main.qml sets `dark`, `scale` and `still`.
QtObject {
    property bool dark: false
    property real scale: 1
    property bool still: false

    readonly property color background: dark ? "#14171c" : "#f5f6f8"
    readonly property color card: dark ? "#1d2128" : "#ffffff"
    readonly property color raised: dark ? "#262b34" : "#eceff3"
    readonly property color hover: dark ? "#232830" : "#f0f2f5"
    readonly property color line: dark ? "#2d333d" : "#e1e4ea"
    readonly property color edge: dark ? "#6d7787" : "#7f8896"
    readonly property color text: dark ? "#e7eaf0" : "#1b1f27"
    readonly property color dim: dark ? "#9aa3b2" : "#5d6675"
    readonly property color accent: dark ? "#4cc38a" : "#116e44"
    readonly property color accentInk: dark ? "#0e1511" : "#ffffff"
    readonly property color accentBackground: dark ? "#1b3a2b" : "#e3f4ea"
    readonly property color danger: dark ? "#ff8d85" : "#b3261e"
    readonly property color dangerBackground: dark ? "#43201e" : "#fbe9e7"
    readonly property color warning: dark ? "#f0b860" : "#8a5300"
    readonly property color warningBackground: dark ? "#3a2d17" : "#fdf1dc"
    readonly property color code: dark ? "#262b34" : "#e9ecf1"
    readonly property color focus: dark ? "#7cb8ff" : "#0b5cad"
    readonly property color shade: dark ? "#b0000000" : "#66101418"

    readonly property int tiny: Math.round(11.5 * scale)
    readonly property int small: Math.round(12.5 * scale)
    readonly property int normal: Math.round(14 * scale)
    readonly property int body: Math.round(15 * scale)
    readonly property int large: Math.round(17 * scale)
    readonly property int huge: Math.round(22 * scale)

    readonly property int gap: 8
    readonly property int radius: 8
    readonly property int control: Math.round(34 * scale)
    readonly property int column: Math.round(860 * Math.min(scale, 1.5))
    readonly property int quick: still ? 0 : 120
}
