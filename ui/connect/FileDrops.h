// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>

class QDropEvent;
class QWidget;

namespace drawbridge::ui {

class DropCue;

/// Lets one file be dropped anywhere on a widget, fields for text included, and shows that it would be taken. Belongs to
/// the widget.
class FileDrops final : public QObject
{
    Q_OBJECT

public:
    /// `cue`: what is said while a file hangs over it. `takes`: whether one is taken now.
    FileDrops(QWidget *onto, const QString &cue, std::function<bool()> takes);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void dropped(const QString &path);

private:
    [[nodiscard]] bool refused(const QObject *watched, QDropEvent &event) const;
    [[nodiscard]] QString fileIn(const QDropEvent &event) const;
    void watch(QWidget *widget);

    QWidget *m_onto;
    DropCue *m_cue;
    std::function<bool()> m_takes;
};

} // namespace drawbridge::ui
