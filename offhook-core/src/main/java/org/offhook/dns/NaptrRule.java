package org.offhook.dns;

import org.jspecify.annotations.Nullable;

/** The substitution that a NAPTR record describes: RFC 3402 §3.2, as in {@code !^.*$!sip:x@y!}. */
final class NaptrRule {

  /** How many rules of one answer are tried: more than a zone has, and no burden for the loop. */
  static final int MOST_IN_ANSWER = 16;

  private static final int LONGEST = 2_000;

  private NaptrRule() {}

  /** What the rule makes of a text; null if it does not apply, or is none. */
  static @Nullable String apply(String rule, String text) {
    if (rule.length() < 3) {
      return null;
    }
    char delimiter = rule.charAt(0);
    int middle = next(rule, delimiter, 1);
    int end = middle < 0 ? -1 : next(rule, delimiter, middle + 1);
    if (end < 0 || Character.isDigit(delimiter) || delimiter == '\\') {
      return null;
    }
    var flags = rule.substring(end + 1);
    if (!flags.isEmpty() && !flags.equalsIgnoreCase("i")) {
      return null;
    }
    var expression = Ere.compile(plain(rule.substring(1, middle), delimiter), !flags.isEmpty());
    var groups = expression == null ? null : expression.match(text);
    return groups == null
        ? null
        : replace(plain(rule.substring(middle + 1, end), delimiter), text, groups);
  }

  /** The next delimiter that is not escaped. */
  private static int next(String rule, char delimiter, int from) {
    for (int i = from; i < rule.length(); i++) {
      if (rule.charAt(i) == '\\') {
        i++;
      } else if (rule.charAt(i) == delimiter) {
        return i;
      }
    }
    return -1;
  }

  private static String plain(String part, char delimiter) {
    return part.replace("\\" + delimiter, String.valueOf(delimiter));
  }

  private static @Nullable String replace(String template, String text, int[] groups) {
    var made = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c != '\\' || i + 1 == template.length()) {
        made.append(c);
        continue;
      }
      char next = template.charAt(++i);
      if (next < '1' || next > '9') {
        made.append(next);
        continue;
      }
      int group = 2 * (next - '0');
      if (groups[group] >= 0 && groups[group + 1] >= 0) {
        made.append(text, groups[group], groups[group + 1]);
      }
    }
    return made.isEmpty() || made.length() > LONGEST ? null : made.toString();
  }
}
