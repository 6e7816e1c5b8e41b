package org.offhook.dns;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX extended regular expression as in NAPTR records (RFC 3402 §3.2), whose cost is bounded
 * whatever a name server sends: all ways are followed at once, a step for each character, so that
 * nothing is tried twice. Letters, sets, groups, alternatives and repetitions; no back-references.
 */
final class Ere {

  private static final int MOST_STEPS = 1_000;
  private static final int MOST_GROUPS = 10;
  private static final int MOST_REPEATS = 255;
  private static final int LONGEST = 255;
  private static final int MOST_DEPTH = 50;

  private enum Op {
    CHAR,
    SPLIT,
    JUMP,
    SAVE,
    START,
    END,
    MATCH
  }

  private record Step(Op op, @Nullable BitSet set, int x, int y) {}

  /** A part of the expression, which can be emitted more than once. */
  private interface Node {
    void emit(Ere to);
  }

  private final String text;
  private final boolean foldCase;
  private final List<Step> program = new ArrayList<>();
  private int at;
  private int groups = 1;
  private int depth;

  private Ere(String text, boolean foldCase) {
    this.text = text;
    this.foldCase = foldCase;
  }

  /** Not an expression, or one that is too large. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
      super(null, null, false, false);
    }
  }

  /** Reads an expression; null if it is none, or too large. */
  static @Nullable Ere compile(String text, boolean foldCase) {
    if (text.length() > LONGEST) {
      return null;
    }
    var made = new Ere(text, foldCase);
    try {
      var whole = made.alternatives();
      if (made.at < text.length()) {
        return null;
      }
      made.step(Op.SAVE, null, 0, 0);
      whole.emit(made);
      made.step(Op.SAVE, null, 1, 0);
      made.step(Op.MATCH, null, 0, 0);
      return made;
    } catch (Unreadable e) {
      return null;
    }
  }

  private int step(Op op, @Nullable BitSet set, int x, int y) {
    if (program.size() >= MOST_STEPS) {
      throw new Unreadable();
    }
    program.add(new Step(op, set, x, y));
    return program.size() - 1;
  }

  private void patch(int index, int x, int y) {
    var old = program.get(index);
    program.set(index, new Step(old.op(), old.set(), x, y));
  }

  // --- reading

  private boolean more() {
    return at < text.length();
  }

  private Node alternatives() {
    if (++depth > MOST_DEPTH) {
      throw new Unreadable();
    }
    var first = sequence();
    if (more() && text.charAt(at) == '|') {
      at++;
      var second = alternatives();
      depth--;
      return to -> {
        int split = to.step(Op.SPLIT, null, 0, 0);
        first.emit(to);
        int jump = to.step(Op.JUMP, null, 0, 0);
        to.patch(split, split + 1, jump + 1);
        second.emit(to);
        to.patch(jump, to.program.size(), 0);
      };
    }
    depth--;
    return first;
  }

  private Node sequence() {
    var parts = new ArrayList<Node>();
    while (more() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return to -> parts.forEach(part -> part.emit(to));
  }

  private Node repeated(Node atom) {
    Node node = atom;
    while (more()) {
      char c = text.charAt(at);
      if (c == '*') {
        node = repeat(node, 0, -1);
        at++;
      } else if (c == '+') {
        node = repeat(node, 1, -1);
        at++;
      } else if (c == '?') {
        node = repeat(node, 0, 1);
        at++;
      } else if (c == '{') {
        at++;
        int least = number();
        int most = least;
        if (more() && text.charAt(at) == ',') {
          at++;
          most = more() && text.charAt(at) != '}' ? number() : -1;
        }
        expect('}');
        if (most >= 0 && most < least) {
          throw new Unreadable();
        }
        node = repeat(node, least, most);
      } else {
        break;
      }
    }
    return node;
  }

  private static Node repeat(Node node, int least, int most) {
    return to -> {
      for (int i = 0; i < least; i++) {
        node.emit(to);
      }
      if (most < 0) {
        int split = to.step(Op.SPLIT, null, 0, 0);
        node.emit(to);
        int jump = to.step(Op.JUMP, null, split, 0);
        to.patch(split, split + 1, jump + 1);
        return;
      }
      for (int i = least; i < most; i++) {
        int split = to.step(Op.SPLIT, null, 0, 0);
        node.emit(to);
        to.patch(split, split + 1, to.program.size());
      }
    };
  }

  private int number() {
    int from = at;
    while (more() && Character.isDigit(text.charAt(at)) && at - from < 4) {
      at++;
    }
    if (at == from || Integer.parseInt(text, from, at, 10) > MOST_REPEATS) {
      throw new Unreadable();
    }
    return Integer.parseInt(text, from, at, 10);
  }

  private void expect(char c) {
    if (!more() || text.charAt(at) != c) {
      throw new Unreadable();
    }
    at++;
  }

  private Node atom() {
    char c = text.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> chars(set());
      case '.' -> chars(all());
      case '^' -> to -> to.step(Op.START, null, 0, 0);
      case '$' -> to -> to.step(Op.END, null, 0, 0);
      case '*', '+', '?', '{' -> throw new Unreadable();
      case '\\' -> {
        if (!more() || Character.isLetterOrDigit(text.charAt(at))) {
          throw new Unreadable();
        }
        yield chars(of(text.charAt(at++)));
      }
      default -> chars(of(c));
    };
  }

  private Node group() {
    int number = groups++;
    if (number >= MOST_GROUPS) {
      throw new Unreadable();
    }
    var inner = alternatives();
    expect(')');
    return to -> {
      to.step(Op.SAVE, null, 2 * number, 0);
      inner.emit(to);
      to.step(Op.SAVE, null, 2 * number + 1, 0);
    };
  }

  private Node chars(BitSet set) {
    return to -> to.step(Op.CHAR, set, 0, 0);
  }

  private static BitSet all() {
    var set = new BitSet(256);
    set.set(0, 256);
    return set;
  }

  private BitSet of(char c) {
    var set = new BitSet(256);
    add(set, c);
    return set;
  }

  private void add(BitSet set, char c) {
    if (c > 255) {
      throw new Unreadable();
    }
    set.set(c);
    if (foldCase) {
      set.set(Character.toLowerCase(c) & 0xff);
      set.set(Character.toUpperCase(c) & 0xff);
    }
  }

  /** What stands in brackets; the opening one is behind. */
  private BitSet set() {
    boolean inverted = more() && text.charAt(at) == '^';
    if (inverted) {
      at++;
    }
    var set = new BitSet(256);
    boolean first = true;
    while (first || !more() || text.charAt(at) != ']') {
      if (!more()) {
        throw new Unreadable();
      }
      first = false;
      if (text.startsWith("[:", at)) {
        named(set);
        continue;
      }
      char from = text.charAt(at++);
      char to = from;
      if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
        to = text.charAt(at + 1);
        at += 2;
      }
      for (int c = from; c <= to; c++) {
        add(set, (char) c);
      }
    }
    at++;
    if (inverted) {
      set.flip(0, 256);
    }
    return set;
  }

  private void named(BitSet set) {
    int end = text.indexOf(":]", at + 2);
    if (end < 0) {
      throw new Unreadable();
    }
    var name = text.substring(at + 2, end);
    at = end + 2;
    for (char c = 0; c < 128; c++) {
      boolean in =
          switch (name) {
            case "digit" -> c >= '0' && c <= '9';
            case "alpha" -> Character.isLetter(c);
            case "alnum" -> Character.isLetterOrDigit(c);
            case "upper" -> Character.isUpperCase(c);
            case "lower" -> Character.isLowerCase(c);
            case "space" -> Character.isWhitespace(c);
            case "xdigit" -> Character.digit(c, 16) >= 0;
            case "punct" -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
            default -> throw new Unreadable();
          };
      if (in) {
        add(set, c);
      }
    }
  }

  // --- matching

  /** One of the ways through the program, and where its groups began and ended. */
  private static final class Way {
    private final int pc;
    private final int[] saved;

    Way(int pc, int[] saved) {
      this.pc = pc;
      this.saved = saved;
    }
  }

  /**
   * Matches from some place of {@code input} on, the earliest that works.
   *
   * @return start and end of the whole and of each group, -1 where a group took no part; null if
   *     nothing matches
   */
  int @Nullable [] match(String input) {
    if (input.length() > LONGEST) {
      return null;
    }
    List<Way> now = new ArrayList<>();
    int[] best = null;
    var seen = new BitSet(program.size());
    for (int i = 0; i <= input.length(); i++) {
      if (best == null) {
        var fresh = new int[2 * MOST_GROUPS];
        Arrays.fill(fresh, -1);
        follow(now, seen, new Way(0, fresh), i, input.length());
      }
      seen = new BitSet(program.size());
      List<Way> then = new ArrayList<>();
      for (var way : now) {
        var step = program.get(way.pc);
        if (step.op() == Op.MATCH) {
          best = way.saved;
          break;
        }
        if (i < input.length() && step.set() != null && step.set().get(input.charAt(i))) {
          follow(then, seen, new Way(way.pc + 1, way.saved), i + 1, input.length());
        }
      }
      now = then;
    }
    return best;
  }

  /** Adds what is reached without a character, in the order of preference. */
  private void follow(List<Way> ways, BitSet seen, Way from, int place, int length) {
    var open = new ArrayDeque<Way>();
    open.push(from);
    while (!open.isEmpty()) {
      var way = open.pop();
      if (seen.get(way.pc)) {
        continue;
      }
      seen.set(way.pc);
      var step = program.get(way.pc);
      switch (step.op()) {
        case CHAR, MATCH -> ways.add(way);
        case JUMP -> open.push(new Way(step.x(), way.saved));
        case SPLIT -> {
          open.push(new Way(step.y(), way.saved));
          open.push(new Way(step.x(), way.saved));
        }
        case SAVE -> {
          var saved = way.saved.clone();
          saved[step.x()] = place;
          open.push(new Way(way.pc + 1, saved));
        }
        case START -> {
          if (place == 0) {
            open.push(new Way(way.pc + 1, way.saved));
          }
        }
        case END -> {
          if (place == length) {
            open.push(new Way(way.pc + 1, way.saved));
          }
        }
      }
    }
  }
}
