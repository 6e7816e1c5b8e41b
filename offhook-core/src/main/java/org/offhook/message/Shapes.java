package org.offhook.message;

/** The shapes of header values that have a class of their own: RFC 3261 section 20. */
final class Shapes {
  static final HeaderCodec<MediaType> MEDIA_TYPE =
      HeaderCodec.of(MediaType::read, MediaType::writeTo);
  static final HeaderCodec<ParameterizedToken> PARAMETERIZED =
      HeaderCodec.of(ParameterizedToken::read, ParameterizedToken::writeTo);
  static final HeaderCodec<NameAddr> ADDRESS = HeaderCodec.of(NameAddr::read, NameAddr::writeTo);
  static final HeaderCodec<Contact> CONTACT = HeaderCodec.of(Contact::read, Contact::writeTo);
  static final HeaderCodec<Via> VIA = HeaderCodec.of(Via::read, Via::writeTo);
  static final HeaderCodec<AuthHeader> AUTH = HeaderCodec.of(AuthHeader::read, AuthHeader::writeTo);
  static final HeaderCodec<AuthHeader> AUTH_PARAMETERS =
      HeaderCodec.of(AuthHeader::readParameters, AuthHeader::writeTo);
  static final HeaderCodec<Replaces> REPLACES = HeaderCodec.of(Replaces::read, Replaces::writeTo);
  static final HeaderCodec<TargetDialog> TARGET_DIALOG =
      HeaderCodec.of(TargetDialog::read, TargetDialog::writeTo);
  static final HeaderCodec<RAck> RACK = HeaderCodec.of(RAck::read, RAck::writeTo);
  static final HeaderCodec<RetryAfter> RETRY_AFTER =
      HeaderCodec.of(RetryAfter::read, RetryAfter::writeTo);
  static final HeaderCodec<SessionExpires> SESSION_EXPIRES =
      HeaderCodec.of(SessionExpires::read, SessionExpires::writeTo);
  static final HeaderCodec<Timestamp> TIMESTAMP =
      HeaderCodec.of(Timestamp::read, Timestamp::writeTo);
  static final HeaderCodec<Warning> WARNING = HeaderCodec.of(Warning::read, Warning::writeTo);
  static final HeaderCodec<String> CALL_IDS =
      new HeaderCodec<>() {
        @Override
        public String read(Cursor in) {
          in.skipSpace();
          return CallIdText.read(in);
        }

        @Override
        public void write(String value, WireWriter out) {
          out.put(value);
        }

        @Override
        public void check(String value) {
          CallIdText.checked(value);
        }
      };

  private Shapes() {}
}
