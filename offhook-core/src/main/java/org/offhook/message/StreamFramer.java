package org.offhook.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into messages by Content-Length: RFC 3261 sections 18.3 and 20.14, and
 * keep-alives by RFC 5626 section 3.5.1. However the bytes are split, the messages are the same.
 * Belongs to one thread.
 */
public final class StreamFramer {
  private static final int NEED_MORE = -1;
  private static final int FIRST_SIZE = 4096;

  private final MessageLimits limits;
  private final boolean lengthOptional;

  private byte[] buffer = new byte[0];
  private int start;
  private int end;
  private int scanned;
  private int total = NEED_MORE;
  private boolean halfPing;
  private boolean broken;

  /** A framer for TCP and TLS, where a message without Content-Length breaks the stream. */
  public StreamFramer(MessageLimits limits) {
    this(limits, false);
  }

  /**
   * A framer.
   *
   * @param lengthOptional whether a message without Content-Length has no body rather than being an
   *     error
   */
  public StreamFramer(MessageLimits limits, boolean lengthOptional) {
    this.limits = limits;
    this.lengthOptional = lengthOptional;
  }

  /** Bytes of an unfinished message, for time limits on slow peers. */
  public int pending() {
    return end - start;
  }

  /**
   * Takes all bytes of a buffer and hands on what they complete. After {@link Frame.Broken} further
   * bytes are ignored.
   */
  public void feed(ByteBuffer in, Consumer<Frame> out) {
    if (broken) {
      in.position(in.limit());
      return;
    }
    // never more than a message's limit beyond what is whole, however large the buffer given
    while (in.hasRemaining() && !broken) {
      take(in);
      while (!broken && start < end && next(out)) {
        // each round hands on one frame or skips a line end
      }
      if (start == end) {
        start = 0;
        end = 0;
        scanned = 0;
        if (buffer.length > 4 * FIRST_SIZE) {
          buffer = new byte[0];
        }
      }
    }
    if (broken) {
      in.position(in.limit());
      buffer = new byte[0];
      start = 0;
      end = 0;
    }
  }

  /**
   * This side has sent a ping (RFC 5626 section 4.4.1): the next CRLF alone is its pong, and not
   * the second half of a ping whose first half was an earlier pong.
   */
  public void pongExpected() {
    halfPing = false;
  }

  private void take(ByteBuffer in) {
    int count = Math.min(in.remaining(), 65_536);
    if (buffer.length - end < count) {
      int used = end - start;
      byte[] target = buffer;
      if (buffer.length < used + count) {
        target = new byte[Math.max(Math.max(FIRST_SIZE, used * 2), used + count)];
      }
      System.arraycopy(buffer, start, target, 0, used);
      buffer = target;
      scanned -= start;
      start = 0;
      end = used;
    }
    in.get(buffer, end, count);
    end += count;
  }

  private boolean next(Consumer<Frame> out) {
    if (total == NEED_MORE) {
      if (buffer[start] == '\r' || buffer[start] == '\n') {
        return lineEnd(out);
      }
      halfPing = false;
      if (!head(out)) {
        return false;
      }
    }
    if (end - start < total) {
      return false;
    }
    byte[] message = Arrays.copyOfRange(buffer, start, start + total);
    start += total;
    scanned = start;
    total = NEED_MORE;
    out.accept(new Frame.Message(MessageParser.parseFramed(message, limits)));
    return true;
  }

  /** A line end between messages: half a ping, a whole one, or a pong (RFC 5626 section 4.4.1). */
  private boolean lineEnd(Consumer<Frame> out) {
    if (buffer[start] == '\n') {
      // Tolerance: a bare line feed between messages is skipped.
      start++;
      scanned = start;
      return true;
    }
    if (end - start < 2) {
      return false;
    }
    if (buffer[start + 1] != '\n') {
      // no more than is needed to see it, or the verdict would depend on what else has come
      breakOff(out, start + 2, false);
      return false;
    }
    if (halfPing) {
      start += 2;
      halfPing = false;
      out.accept(new Frame.Ping());
    } else if (end - start >= 4 && buffer[start + 2] == '\r' && buffer[start + 3] == '\n') {
      start += 4;
      out.accept(new Frame.Ping());
    } else if (end - start == 3 && buffer[start + 2] == '\r') {
      return false;
    } else {
      // a CRLF alone is a pong; if another follows later, both were a ping
      halfPing = end - start == 2;
      start += 2;
      out.accept(new Frame.Pong());
    }
    scanned = start;
    return true;
  }

  /** Looks for the end of the header section and computes the length of the message. */
  private boolean head(Consumer<Frame> out) {
    int headEnd = headEnd();
    if (headEnd < 0) {
      if (end - start > limits.headers()) {
        breakOff(out, end, true);
      }
      return false;
    }
    if (headEnd - start > limits.headers()) {
      breakOff(out, headEnd, true);
      return false;
    }
    long length = ContentLengthScan.find(buffer, start, headEnd);
    if (length == ContentLengthScan.ABSENT && lengthOptional) {
      length = 0;
    }
    if (length < 0 || length > limits.body()) {
      breakOff(out, headEnd, false);
      return false;
    }
    total = headEnd - start + (int) length;
    return true;
  }

  /** Where the empty line ends; -1 if it has not come yet. Never looks at a byte twice. */
  private int headEnd() {
    int i = Math.max(scanned, start);
    while (true) {
      i = LineScan.lineEnd(buffer, i, end);
      if (i >= end) {
        scanned = end;
        return -1;
      }
      int line = i;
      if (buffer[i] == '\r') {
        if (i + 1 >= end) {
          scanned = line;
          return -1;
        }
        if (buffer[i + 1] != '\n') {
          i++;
          continue;
        }
        i++;
      }
      i++;
      if (i >= end || (buffer[i] == '\r' && i + 1 >= end)) {
        scanned = line;
        return -1;
      }
      if (buffer[i] == '\n') {
        return i + 1;
      }
      if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
        return i + 2;
      }
    }
  }

  private void breakOff(Consumer<Frame> out, int headEnd, boolean tooLong) {
    broken = true;
    // the same bytes however they were split
    int cut = tooLong ? Math.min(headEnd, start + limits.headers() + 1) : headEnd;
    byte[] head = Arrays.copyOfRange(buffer, start, cut);
    ParseResult result =
        tooLong
            ? MessageParser.parseTooLong(head, limits)
            : MessageParser.parseFramed(head, limits);
    ParseResult.Invalid invalid;
    if (result instanceof ParseResult.Invalid found) {
      invalid = found;
    } else {
      ParseResult.Parsed parsed = (ParseResult.Parsed) result;
      invalid = unframed(parsed.message(), head.length);
    }
    out.accept(new Frame.Broken(invalid));
  }

  private static ParseResult.Invalid unframed(SipMessage message, int offset) {
    return MessageParser.refuse(
        message, Status.BAD_REQUEST, "Content-Length is missing on a stream", offset);
  }

  /** What the framer cannot say of a stream that ends: empty unless a message is cut off. */
  public Optional<String> unfinished() {
    return start == end || broken
        ? Optional.empty()
        : Optional.of("stream ends within a message, after " + (end - start) + " bytes");
  }
}
