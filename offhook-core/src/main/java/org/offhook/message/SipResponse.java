package org.offhook.message;

import java.util.function.Consumer;

/** A response: RFC 3261 section 7.2. */
public final class SipResponse implements SipMessage {
  private final Status status;
  private final Wire wire;

  SipResponse(Status status, Wire wire) {
    this.status = status;
    this.wire = wire;
  }

  /** A response to be built; Content-Length comes by itself. */
  public static Builder builder(Status status) {
    return new Builder(status);
  }

  /**
   * A response to a request (section 8.2.6): every Via, From, To, Call-ID and CSeq copied byte for
   * byte, and Timestamp into a 100. Neither To tag nor Record-Route is added.
   */
  public static Builder to(SipRequest request, Status status) {
    Builder builder = new Builder(status);
    builder.copyForResponse(request.headers(), status.code() == 100);
    return builder;
  }

  static Consumer<WireWriter> startLine(Status status) {
    return out -> out.put("SIP/2.0 ").put((long) status.code()).put(' ').put(status.reason());
  }

  Wire wire() {
    return wire;
  }

  /** The status with the reason phrase as received. */
  public Status status() {
    return status;
  }

  /** The reason phrase as received, maybe empty. */
  public String reason() {
    return status.reason();
  }

  /** The same response with the first Via value replaced; fast. */
  public SipResponse withReplacedTopVia(Via via) {
    Wire replaced = wire.withReplacedTopVia(via);
    return replaced == null
        ? toBuilder().replaceTopVia(via).build()
        : new SipResponse(status, replaced);
  }

  @Override
  public SipResponse packed() {
    return new SipResponse(status, wire.packed());
  }

  /** A builder that holds this response; rows not touched stay byte for byte. */
  public Builder toBuilder() {
    Builder builder = new Builder(status);
    builder.copyAll(this);
    return builder;
  }

  /** Readable text with credentials and passwords hidden. */
  @Override
  public String toString() {
    return ReadableText.of(this);
  }

  /** Builds responses; belongs to one thread at a time. */
  public static final class Builder extends MessageBuilder<Builder> {
    private Status status;

    private Builder(Status status) {
      this.status = status;
    }

    /** Another status. */
    public Builder status(Status newStatus) {
      this.status = newStatus;
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    /** The response. */
    public SipResponse build() {
      return new SipResponse(status, wire(startLine(status)));
    }
  }
}
