package org.offhook.eventpackage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.MediaType;

/**
 * Messages that wait in a mailbox, the body {@code application/simple-message-summary}: RFC 3842
 * §5; event package {@code message-summary}.
 *
 * <pre>{@code
 * var summary =
 *     MessageSummary.builder()
 *         .account("sip:alice@vmail.example.com")
 *         .counts(MessageClass.VOICE, MessageCounts.of(2, 8))
 *         .build();
 * System.out.println(summary.isWaiting());   // true
 * }</pre>
 */
public final class MessageSummary implements EventBody {

  /** {@code application/simple-message-summary}. */
  public static final MediaType TYPE = MediaType.of("application", "simple-message-summary");

  private final boolean waiting;
  private final @Nullable String account;
  private final Map<MessageClass, MessageCounts> counts;
  private final List<HeaderField> others;
  private final List<List<HeaderField>> messages;

  MessageSummary(
      boolean waiting,
      @Nullable String account,
      Map<MessageClass, MessageCounts> counts,
      List<HeaderField> others,
      List<List<HeaderField>> messages) {
    this.waiting = waiting;
    this.account = account;
    this.counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    this.others = List.copyOf(others);
    this.messages = messages.stream().map(List::copyOf).toList();
  }

  /** Reads a body; never throws on what is in the bytes. */
  public static BodyResult<MessageSummary> parse(byte[] body) {
    return SummaryReader.read(body);
  }

  /** Voice messages alone; some wait if there are new ones. */
  public static MessageSummary voice(long fresh, long old) {
    return builder().counts(MessageClass.VOICE, MessageCounts.of(fresh, old)).build();
  }

  /** Begins a summary. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins a summary with everything that is in this one. */
  public Builder toBuilder() {
    var builder = new Builder().waiting(waiting);
    builder.account = account;
    builder.counts.putAll(counts);
    builder.others.addAll(others);
    builder.messages.addAll(messages);
    return builder;
  }

  @Override
  public MediaType mediaType() {
    return TYPE;
  }

  /** Whether any message waits. */
  public boolean isWaiting() {
    return waiting;
  }

  /** The URI of the mailbox, if stated. */
  public Optional<String> account() {
    return Optional.ofNullable(account);
  }

  /** How many wait of each class that is listed. */
  public Map<MessageClass, MessageCounts> counts() {
    return counts;
  }

  /** How many wait of a class; none where it is not listed. */
  public MessageCounts counts(MessageClass type) {
    return counts.getOrDefault(type, MessageCounts.NONE);
  }

  /** Lines that nobody here knows. */
  public List<HeaderField> others() {
    return others;
  }

  /** Header fields of each new message, such as From and Subject (§5.2). */
  public List<List<HeaderField>> messages() {
    return messages;
  }

  @Override
  public byte[] toBytes() {
    var text = new StringBuilder();
    text.append("Messages-Waiting: ").append(waiting ? "yes" : "no").append("\r\n");
    if (account != null) {
      text.append("Message-Account: ").append(account).append("\r\n");
    }
    counts.forEach((type, number) -> text.append(type).append(": ").append(number).append("\r\n"));
    others.forEach(row -> text.append(row).append("\r\n"));
    for (var message : messages) {
      text.append("\r\n");
      message.forEach(row -> text.append(row).append("\r\n"));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    lines.add(
        (waiting ? "messages wait" : "no messages wait")
            + (account == null ? "" : " for " + account));
    counts.forEach((type, number) -> lines.add("  " + type + ": " + words(number)));
    messages.forEach(message -> message.forEach(row -> lines.add("    " + row)));
    return lines;
  }

  private static String words(MessageCounts number) {
    var plain = number.fresh() + " new, " + number.old() + " old";
    return number.urgentFresh() == 0 && number.urgentOld() == 0
        ? plain
        : plain + ", of which urgent " + number.urgentFresh() + " and " + number.urgentOld();
  }

  @Override
  public String toString() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageSummary that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Makes a summary; belongs to one thread. */
  public static final class Builder {

    private @Nullable Boolean waiting;
    private @Nullable String account;
    private final Map<MessageClass, MessageCounts> counts = new LinkedHashMap<>();
    private final List<HeaderField> others = new ArrayList<>();
    private final List<List<HeaderField>> messages = new ArrayList<>();

    private Builder() {}

    /** Whether messages wait; by default whether any class has new ones. */
    public Builder waiting(boolean value) {
      waiting = value;
      return this;
    }

    /** The URI of the mailbox. */
    public Builder account(String uri) {
      account = checked(uri);
      return this;
    }

    /** How many wait of a class. */
    public Builder counts(MessageClass type, MessageCounts number) {
      counts.put(type, number);
      return this;
    }

    /** Adds header fields of a new message, such as From and Subject. */
    public Builder message(List<HeaderField> fields) {
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("give a message at least one header field");
      }
      fields.forEach(
          field -> {
            MessageClass.of(field.name());
            checked(field.value());
          });
      messages.add(List.copyOf(fields));
      return this;
    }

    private static String checked(String value) {
      if (!SummaryReader.printable(value).equals(value)) {
        throw new IllegalArgumentException(
            "'"
                + SummaryReader.printable(value)
                + "' has line ends or blanks around it; take them"
                + " away");
      }
      return value;
    }

    /** The summary. */
    public MessageSummary build() {
      boolean some = counts.values().stream().anyMatch(number -> number.fresh() > 0);
      return new MessageSummary(
          waiting == null ? some : waiting, account, counts, others, messages);
    }
  }
}
