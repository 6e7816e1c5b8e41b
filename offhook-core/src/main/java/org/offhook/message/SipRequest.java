package org.offhook.message;

import java.util.OptionalInt;
import java.util.function.Consumer;

/** A request: RFC 3261 section 7.1. */
public final class SipRequest implements SipMessage {
  private final Method method;
  private final Uri requestUri;
  private final Wire wire;

  SipRequest(Method method, Uri requestUri, Wire wire) {
    this.method = method;
    this.requestUri = requestUri;
    this.wire = wire;
  }

  /** A request to be built; Max-Forwards 70 and Content-Length come by themselves. */
  public static Builder builder(Method method, Uri requestUri) {
    return new Builder(method, requestUri);
  }

  static Consumer<WireWriter> startLine(Method method, Uri uri) {
    return out -> out.put(method.name()).put(' ').put(uri.toString()).put(" SIP/2.0");
  }

  Wire wire() {
    return wire;
  }

  /** The method. */
  public Method method() {
    return method;
  }

  /** The Request-URI. */
  public Uri requestUri() {
    return requestUri;
  }

  /** Max-Forwards; empty if absent. */
  public OptionalInt maxForwards() {
    Integer value = wire.headers().first(HeaderName.MAX_FORWARDS);
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** The same request with one Via row put on top; fast. */
  public SipRequest withTopVia(Via via) {
    return new SipRequest(method, requestUri, wire.withTopVia(via));
  }

  /** The same request with the first Via value replaced, as with received and rport; fast. */
  public SipRequest withReplacedTopVia(Via via) {
    Wire replaced = wire.withReplacedTopVia(via);
    return replaced == null
        ? toBuilder().replaceTopVia(via).build()
        : new SipRequest(method, requestUri, replaced);
  }

  @Override
  public SipRequest packed() {
    return new SipRequest(method, requestUri, wire.packed());
  }

  /** A builder that holds this request; rows not touched stay byte for byte. */
  public Builder toBuilder() {
    Builder builder = new Builder(method, requestUri);
    builder.copyAll(this);
    return builder;
  }

  /** Readable text with credentials and passwords hidden. */
  @Override
  public String toString() {
    return ReadableText.of(this);
  }

  /** Builds requests; belongs to one thread at a time. */
  public static final class Builder extends MessageBuilder<Builder> {
    private Method method;
    private Uri requestUri;

    private Builder(Method method, Uri requestUri) {
      this.method = method;
      this.requestUri = requestUri;
    }

    /** Another method; the CSeq is left as it is. */
    public Builder method(Method newMethod) {
      this.method = newMethod;
      return this;
    }

    /** Another Request-URI. */
    public Builder requestUri(Uri newUri) {
      this.requestUri = newUri;
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    /** The request. */
    public SipRequest build() {
      if (!contains(HeaderName.MAX_FORWARDS)) {
        set(HeaderName.MAX_FORWARDS, 70);
      }
      Uri uri = requestUri instanceof SipUri sip ? sip.forRequestUri() : requestUri;
      return new SipRequest(method, uri, wire(startLine(method, uri)));
    }
  }
}
