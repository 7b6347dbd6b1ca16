import QtQuick
import "../Components"

Panel {
    id: panel

    required property var app

    readonly property var settings: app.settings.state

    title: qsTr("Sharing and limits")

    Column {
        width: parent.width
        spacing: 6

        Words {
            text: qsTr("An upvote seeds for")
            font.weight: Font.Medium
        }
        Segments {
            objectName: "setting-vote_for"
            label: qsTr("An upvote seeds for")
            current: panel.settings.shown.vote_for
            choices: [
                {
                    value: "day",
                    text: qsTr("Day")
                },
                {
                    value: "week",
                    text: qsTr("Week")
                },
                {
                    value: "month",
                    text: qsTr("Month")
                },
                {
                    value: "year",
                    text: qsTr("Year")
                },
                {
                    value: "forever",
                    text: qsTr("For ever")
                }
            ]
            onChosen: value => panel.app.settings.enter("vote_for", value)
        }
    }
    SettingField {
        app: panel.app
        name: "disk_budget"
        short: true
        label: qsTr("Disk space for what you seed")
        unit: qsTr("MiB")
        hint: qsTr("When it is full you are asked what to drop.")
    }
    SettingField {
        app: panel.app
        name: "cache_budget"
        short: true
        label: qsTr("Disk space for texts that you do not seed")
        unit: qsTr("MiB")
        hint: qsTr("What you have read, and what came from your boards. The oldest go first; they can be fetched again.")
    }
    SettingField {
        app: panel.app
        name: "upload_limit"
        short: true
        label: qsTr("Upload at most")
        unit: qsTr("KiB per second")
        hint: qsTr("0 is as fast as your connection allows.")
    }
    SettingToggle {
        app: panel.app
        name: "carry"
        label: qsTr("Carry new texts for others")
        hint: qsTr("New texts of your boards are kept for a day and given to other members. It is neither announced nor counted as a vote.")
    }
    SettingToggle {
        app: panel.app
        name: "follow_edits"
        label: qsTr("Seed the newer version when an author edits")
        hint: qsTr("In the place of the old one. Otherwise you are offered it.")
    }
}
