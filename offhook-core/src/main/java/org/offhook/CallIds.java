package org.offhook;

import java.util.regex.Pattern;

/** Call-IDs that an application chooses: RFC 3261 §20.8, §25.1. */
final class CallIds {

  private static final String WORD = "[A-Za-z0-9\\-.!%*_+`'~()<>:\\\\\"/\\[\\]?{}]+";
  private static final Pattern CALL_ID = Pattern.compile(WORD + "(@" + WORD + ")?");

  private CallIds() {}

  /** The text, if it is a Call-ID. */
  static String checked(String text) {
    if (!CALL_ID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text.replaceAll("\\p{Cntrl}", "?")
              + "' is no Call-ID: use one as a84b4c76e66710@pc");
    }
    return text;
  }
}
