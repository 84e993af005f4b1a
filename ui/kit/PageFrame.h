// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace drawbridge::ui {

class PlainLabel;

/// What every screen stands in: the title and its sentence, actions at the right, and a column below that scrolls
/// when it does not fit.
class PageFrame final : public QWidget
{
    Q_OBJECT

public:
    enum class Body {
        Scrolls, ///< the column is as high as its content
        Fills,   ///< the content takes the height there is: map, timeline
    };

    explicit PageFrame(const QString &title, Body body = Body::Scrolls, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// The question the screen answers, or the answer in one line.
    void setSubtitle(const QString &subtitle);
    /// At the right end of the title; owned.
    void addAction(QWidget *widget);
    using QWidget::addAction;
    /// Before the title: the way back, a tile.
    void addLeading(QWidget *widget);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

private:
    PlainLabel *m_title;
    PlainLabel *m_subtitle;
    QHBoxLayout *m_head;
    QHBoxLayout *m_actions;
    QVBoxLayout *m_body;
};

} // namespace drawbridge::ui
