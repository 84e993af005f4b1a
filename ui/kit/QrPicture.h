// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace drawbridge::ui {

/// A text as a picture that a telephone's camera reads (ISO/IEC 18004): dark on white in both themes, as cameras want it.
class QrPicture final : public QWidget
{
    Q_OBJECT

public:
    explicit QrPicture(QWidget *parent = nullptr);

    /// `what` names the picture for assistive tools. False, and nothing is shown, where the text is too long for one.
    bool setText(const QString &text, const QString &what);
    [[nodiscard]] QSize sizeHint() const override;
    /// Modules at one side, without the quiet zone; 0 where there is nothing.
    [[nodiscard]] int modules() const { return m_width; }
    [[nodiscard]] bool isDark(int column, int row) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_width = 0;
    std::vector<bool> m_dark;
};

} // namespace drawbridge::ui
