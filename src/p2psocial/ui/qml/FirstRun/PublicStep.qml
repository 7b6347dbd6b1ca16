import QtQuick
import "../Components"

Step {
    id: step

    readonly property var settings: app.settings.state

    title: qsTr("What others can see of you")
    explanation: qsTr("Nothing goes onto the network before you have gone on from here.")
    ready: settings.troubles.proxy === undefined
    onAdvance: finished()

    Fact {
        width: parent.width
        symbol: "globe"
        title: qsTr("Your IP address")
        text: qsTr("Everybody who shares a swarm with you sees it, as with any torrent.")
    }
    Fact {
        width: parent.width
        symbol: "seed"
        title: qsTr("What you seed")
        text: qsTr("Your votes are public. The first seeder of a post is probably its author.")
    }
    Fact {
        width: parent.width
        symbol: "pencil"
        title: qsTr("What you publish, for ever")
        text: qsTr("You can take it back, and honest programs then hide it; nobody can make the others forget it.")
    }
    Fact {
        width: parent.width
        symbol: "hide"
        title: qsTr("Not what you read")
        text: qsTr("Reading is never announced and counts for nothing. Only those whom a text comes from see that you fetched it.")
    }
    Panel {
        width: parent.width

        Toggle {
            objectName: "carry"
            width: parent.width
            text: qsTr("Carry new texts for others")
            explanation: qsTr("New texts of your boards, whoever wrote them, are kept for a day and given to other members, so that people behind a router can get a start. It is neither announced nor counted as a vote, and takes 50 MB at most.")
            checked: step.settings.shown.carry
            onToggled: step.app.settings.enter("carry", checked)
        }
        Toggle {
            id: through

            objectName: "useProxy"
            width: parent.width
            text: qsTr("Go through a proxy")
            explanation: qsTr("SOCKS5, HTTP or I2P. Then nothing goes around it.")
            checked: step.settings.shown.proxy !== ""
            onToggled: if (!checked)
                step.app.settings.enter("proxy", "")
        }
        LabelledField {
            objectName: "proxyField"
            width: parent.width
            visible: through.checked
            label: qsTr("Proxy")
            placeholder: "socks5://127.0.0.1:9050"
            text: step.settings.shown.proxy
            trouble: step.settings.troubles.proxy ?? ""
            field.objectName: "proxy"
            onEdited: text => step.app.settings.enter("proxy", text)
        }
    }
}
