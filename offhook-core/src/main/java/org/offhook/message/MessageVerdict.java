package org.offhook.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user agent's edge makes of some bytes: RFC 3261 sections 18.3 and 21.4.1, RFC 4475. They
 * are a message, a message with forgiven faults, or none. Required extensions, unknown schemes,
 * body types and dialogs are judged elsewhere.
 *
 * <p>Immutable; may be used by any thread.
 */
public final class MessageVerdict {
  /** The three verdicts. */
  public enum Outcome {
    /** A message without a fault. */
    VALID,
    /** A message with faults that were forgiven. */
    TOLERATED,
    /** No message: refused with a status, or dropped. */
    INVALID
  }

  private final ParseResult result;
  private final String subject;
  private final List<String> forgiven;

  private MessageVerdict(ParseResult result, String subject, List<String> forgiven) {
    this.result = result;
    this.subject = subject;
    this.forgiven = forgiven;
  }

  /** Judges bytes as those of one datagram; the array is not kept beyond the verdict. */
  public static MessageVerdict of(byte[] datagram) {
    return of(MessageParser.parse(datagram), datagram);
  }

  /** Judges what the parser made of these bytes. */
  static MessageVerdict of(ParseResult result, byte[] bytes) {
    return switch (result) {
      case ParseResult.Invalid invalid ->
          new MessageVerdict(result, subject(invalid.kind(), bytes), List.of());
      case ParseResult.Parsed parsed ->
          new MessageVerdict(result, subject(parsed.message()), forgiven(parsed));
    };
  }

  /** Valid, tolerated or invalid. */
  public Outcome outcome() {
    return result instanceof ParseResult.Invalid
        ? Outcome.INVALID
        : forgiven.isEmpty() ? Outcome.VALID : Outcome.TOLERATED;
  }

  /** Request, response, or unknown where the start line does not tell. */
  public ParseResult.Kind kind() {
    return switch (result) {
      case ParseResult.Invalid invalid -> invalid.kind();
      case ParseResult.Parsed parsed ->
          parsed.message() instanceof SipRequest
              ? ParseResult.Kind.REQUEST
              : ParseResult.Kind.RESPONSE;
    };
  }

  /** The method of a request or the status code of a response; empty where it cannot be told. */
  public Optional<String> methodOrStatus() {
    return subject.isEmpty() ? Optional.empty() : Optional.of(subject);
  }

  /** What was forgiven, one short text each; empty unless the verdict is tolerated. */
  public List<String> forgiven() {
    return forgiven;
  }

  /** The status that refuses an invalid request; empty for a valid message and for one dropped. */
  public OptionalInt status() {
    return result instanceof ParseResult.Invalid invalid && invalid.answer().isPresent()
        ? OptionalInt.of(invalid.status().code())
        : OptionalInt.empty();
  }

  /** Whether the bytes are invalid and get no answer. */
  public boolean isDropped() {
    return result instanceof ParseResult.Invalid invalid && invalid.answer().isEmpty();
  }

  /** Why an invalid message is none; empty for others. */
  public Optional<String> reason() {
    return result instanceof ParseResult.Invalid invalid
        ? Optional.of(invalid.reason())
        : Optional.empty();
  }

  /** Where in the bytes of an invalid message the fault was found; empty for others. */
  public OptionalInt offset() {
    return result instanceof ParseResult.Invalid invalid
        ? OptionalInt.of(invalid.offset())
        : OptionalInt.empty();
  }

  /** One line: {@code tolerated request INVITE (From has no tag)}. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(lower(outcome()));
    if (kind() != ParseResult.Kind.UNKNOWN) {
      line.append(' ').append(lower(kind()));
    }
    methodOrStatus().ifPresent(text -> line.append(' ').append(text));
    if (!forgiven.isEmpty()) {
      line.append(" (").append(String.join("; ", forgiven)).append(')');
    }
    if (result instanceof ParseResult.Invalid invalid) {
      line.append(": ");
      line.append(isDropped() ? "drop" : String.valueOf(invalid.status().code()));
      line.append(" at byte ").append(invalid.offset()).append(", ").append(invalid.reason());
    }
    return line.toString();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String subject(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.method().name();
      case SipResponse response -> String.valueOf(response.status().code());
    };
  }

  /** The method or code of bytes that are no message, where the start line gives one. */
  private static String subject(ParseResult.Kind kind, byte[] bytes) {
    int start = 0;
    while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n')) {
      start++;
    }
    String line =
        new String(
            bytes,
            start,
            LineScan.lineEnd(bytes, start, bytes.length) - start,
            StandardCharsets.ISO_8859_1);
    String[] words = line.split("[ \t]", 3);
    return switch (kind) {
      case REQUEST -> Ascii.isToken(words[0]) ? words[0] : "";
      case RESPONSE -> words.length > 1 && words[1].matches("[1-6][0-9]{2}") ? words[1] : "";
      case UNKNOWN -> "";
    };
  }

  private static List<String> forgiven(ParseResult.Parsed parsed) {
    List<String> faults = new ArrayList<>();
    for (Tolerance tolerance : parsed.tolerated()) {
      // section 18.3 bids to drop surplus bytes, so that is no leniency
      if (tolerance != Tolerance.SURPLUS_BYTES) {
        faults.add(text(tolerance));
      }
    }
    Headers headers = parsed.message().headers();
    int lazily = 0;
    for (int row = 0; row < headers.size(); row++) {
      if (headers.id(row) != HeaderName.UNKNOWN) {
        lazily |= row(headers, row, faults);
      }
    }
    for (Tolerance tolerance : Tolerance.of(lazily)) {
      if (!parsed.tolerated().contains(tolerance)) {
        faults.add(text(tolerance));
      }
    }
    for (Contact contact : headers.all(HeaderName.CONTACT)) {
      contact(contact, faults);
    }
    return List.copyOf(faults);
  }

  private static String text(Tolerance tolerance) {
    return lower(tolerance).replace('_', ' ');
  }

  /** Reads a row that the edge leaves to whoever asks for it; returns what was forgiven. */
  private static int row(Headers headers, int row, List<String> faults) {
    HeaderName<?> name = HeaderName.known(headers.id(row));
    Cursor in = headers.cursor(row);
    try {
      if (name.isList()) {
        Values.list(in, name.codec()::read);
      } else {
        name.codec().read(in);
        in.expectEnd(name.name());
      }
    } catch (Malformed e) {
      faults.add("ignored " + name + ": " + e.reason());
    } catch (IllegalArgumentException e) {
      faults.add("ignored " + name + ": " + e.getMessage());
    }
    return in.tolerated;
  }

  private static void contact(Contact contact, List<String> faults) {
    Parameters params = contact.params();
    if (params.has("q") && contact.q().isEmpty()) {
      faults.add("ignored q of a Contact, not within 0 to 1");
    }
    String expires = params.value("expires");
    if (expires != null && !isSeconds(expires)) {
      faults.add("expires of a Contact counts as 3600, not a number of 32 bits");
    }
  }

  private static boolean isSeconds(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= CSeq.MAX;
  }
}
