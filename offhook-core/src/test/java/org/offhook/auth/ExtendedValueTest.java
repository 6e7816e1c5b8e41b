package org.offhook.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

class ExtendedValueTest {

  @Test
  @Rfc("AUTH-20")
  void textSurvivesThereAndBack() {
    String text = "Jäsøn \"%' Doe 漢字";

    String encoded = ExtendedValue.encode(text);

    assertThat(encoded).startsWith("UTF-8''J%C3%A4s%C3%B8n%20").matches("[!-~]+");
    assertThat(ExtendedValue.decode(encoded)).contains(text);
    assertThat(ExtendedValue.decode("utf-8'de'%41b")).contains("Ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "alice", "UTF-8'x", "latin1''x", "UTF-8''%", "UTF-8''%4", "UTF-8''%zz"})
  void whatIsMalformedIsNoText(String value) {
    assertThat(ExtendedValue.decode(value)).isEmpty();
  }
}
