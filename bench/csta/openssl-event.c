/*
 * The event of the codec bench by OpenSSL's ASN.1 templates: as many components as the event has. Takes
 * the hex of the PDU and the milliseconds to measure; prints the nanoseconds of d2i with free, and of i2d.
 */
#include <openssl/asn1t.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define APPLICATION_IMPLICIT (ASN1_TFLG_IMPTAG | ASN1_TFLG_APPLICATION)
#define APPLICATION_EXPLICIT (ASN1_TFLG_EXPTAG | ASN1_TFLG_APPLICATION)

typedef struct {
  int type;
  union {
    ASN1_IA5STRING *dialingNumber;
    ASN1_INTEGER *deviceNumber;
    ASN1_IA5STRING *implicitPublic;
  } value;
} IDENTIFIER;
ASN1_CHOICE(IDENTIFIER) = {
  ASN1_IMP(IDENTIFIER, value.dialingNumber, ASN1_IA5STRING, 0),
  ASN1_IMP(IDENTIFIER, value.deviceNumber, ASN1_INTEGER, 1),
  ASN1_IMP(IDENTIFIER, value.implicitPublic, ASN1_IA5STRING, 2)
} ASN1_CHOICE_END(IDENTIFIER)

typedef struct { IDENTIFIER *deviceIdentifier; } DEVICE;
ASN1_SEQUENCE(DEVICE) = { ASN1_SIMPLE(DEVICE, deviceIdentifier, IDENTIFIER) } ASN1_SEQUENCE_END(DEVICE)

typedef struct {
  int type;
  union { DEVICE *deviceIdentifier; ASN1_NULL *notKnown; ASN1_NULL *restricted; } value;
} PARTY;
ASN1_CHOICE(PARTY) = {
  ASN1_SIMPLE(PARTY, value.deviceIdentifier, DEVICE),
  ASN1_IMP(PARTY, value.notKnown, ASN1_NULL, 7),
  ASN1_IMP(PARTY, value.restricted, ASN1_NULL, 8)
} ASN1_CHOICE_END(PARTY)

typedef struct { ASN1_OCTET_STRING *callID; DEVICE *deviceID; } CONNECTION;
ASN1_SEQUENCE(CONNECTION) = {
  ASN1_IMP(CONNECTION, callID, ASN1_OCTET_STRING, 0),
  ASN1_EXP(CONNECTION, deviceID, DEVICE, 1)
} ASN1_SEQUENCE_END(CONNECTION)

typedef struct { ASN1_INTEGER *number; ASN1_GENERALIZEDTIME *timestamp; } SECURITY;
ASN1_SEQUENCE(SECURITY) = {
  ASN1_IMP_OPT(SECURITY, number, ASN1_INTEGER, 0),
  ASN1_OPT(SECURITY, timestamp, ASN1_GENERALIZEDTIME)
} ASN1_SEQUENCE_END(SECURITY)

typedef struct { SECURITY *security; } EXTENSIONS;
ASN1_SEQUENCE(EXTENSIONS) = {
  ASN1_IMP_OPT(EXTENSIONS, security, SECURITY, 0)
} ASN1_SEQUENCE_END(EXTENSIONS)

typedef struct {
  CONNECTION *connection;
  PARTY *alerting, *calling, *called, *lastRedirection;
  ASN1_ENUMERATED *localInfo;
  ASN1_OCTET_STRING *correlator;
  ASN1_ENUMERATED *cause;
  EXTENSIONS *extensions;
} DELIVERED;
ASN1_SEQUENCE(DELIVERED) = {
  ASN1_EX_TYPE(APPLICATION_EXPLICIT, 11, DELIVERED, connection, CONNECTION),
  ASN1_EX_TYPE(APPLICATION_EXPLICIT, 3, DELIVERED, alerting, PARTY),
  ASN1_EX_TYPE(APPLICATION_EXPLICIT, 1, DELIVERED, calling, PARTY),
  ASN1_EX_TYPE(APPLICATION_EXPLICIT, 2, DELIVERED, called, PARTY),
  ASN1_EX_TYPE(APPLICATION_EXPLICIT, 4, DELIVERED, lastRedirection, PARTY),
  ASN1_EX_TYPE(APPLICATION_IMPLICIT | ASN1_TFLG_OPTIONAL, 14, DELIVERED, localInfo, ASN1_ENUMERATED),
  ASN1_IMP_OPT(DELIVERED, correlator, ASN1_OCTET_STRING, 0),
  ASN1_OPT(DELIVERED, cause, ASN1_ENUMERATED),
  ASN1_EX_TYPE(APPLICATION_IMPLICIT | ASN1_TFLG_OPTIONAL, 30, DELIVERED, extensions, EXTENSIONS)
} ASN1_SEQUENCE_END(DELIVERED)

typedef struct { int type; union { DELIVERED *delivered; } value; } CALL_EVENT;
ASN1_CHOICE(CALL_EVENT) = {
  ASN1_IMP(CALL_EVENT, value.delivered, DELIVERED, 4)
} ASN1_CHOICE_END(CALL_EVENT)

typedef struct { ASN1_OCTET_STRING *crossRef; CALL_EVENT *event; } REPORT;
ASN1_SEQUENCE(REPORT) = {
  ASN1_EX_TYPE(APPLICATION_IMPLICIT, 21, REPORT, crossRef, ASN1_OCTET_STRING),
  ASN1_EXP(REPORT, event, CALL_EVENT, 0)
} ASN1_SEQUENCE_END(REPORT)

typedef struct { ASN1_INTEGER *invokeId; ASN1_INTEGER *operation; REPORT *report; } BODY;
ASN1_SEQUENCE(BODY) = {
  ASN1_SIMPLE(BODY, invokeId, ASN1_INTEGER),
  ASN1_SIMPLE(BODY, operation, ASN1_INTEGER),
  ASN1_SIMPLE(BODY, report, REPORT)
} ASN1_SEQUENCE_END(BODY)

ASN1_ITEM_TEMPLATE(INVOKE) =
  ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_IMPTAG | ASN1_TFLG_CONTEXT, 1, INVOKE, BODY)
ASN1_ITEM_TEMPLATE_END(INVOKE)

static double nowNs(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

static ASN1_VALUE *decode(const unsigned char *octets, long length) {
  const unsigned char *at = octets;
  return ASN1_item_d2i(NULL, &at, length, ASN1_ITEM_rptr(INVOKE));
}

int main(int count, char **words) {
  if (count != 3) return 2;
  const double measuredNs = atof(words[2]) * 1e6;
  const long length = strlen(words[1]) / 2;
  unsigned char *octets = malloc(length), *written = malloc(length);
  for (long at = 0; at < length; at += 1) {
    unsigned octet;
    if (sscanf(words[1] + at * 2, "%2x", &octet) != 1) return 2;
    octets[at] = octet;
  }
  ASN1_VALUE *value = decode(octets, length);
  if (value == NULL || ASN1_item_i2d(value, NULL, ASN1_ITEM_rptr(INVOKE)) != length) return 1;
  unsigned char *end = written;
  ASN1_item_i2d(value, &end, ASN1_ITEM_rptr(INVOKE));
  if (memcmp(octets, written, length) != 0) return 1;
  long times = 0;
  double from = nowNs(), elapsed;
  do {
    for (int index = 0; index < 500; index += 1) {
      ASN1_item_free(decode(octets, length), ASN1_ITEM_rptr(INVOKE));
    }
    times += 500;
    elapsed = nowNs() - from;
  } while (elapsed < measuredNs);
  printf("%.1f ", elapsed / times);
  times = 0;
  from = nowNs();
  do {
    for (int index = 0; index < 500; index += 1) {
      end = written;
      ASN1_item_i2d(value, &end, ASN1_ITEM_rptr(INVOKE));
    }
    times += 500;
    elapsed = nowNs() - from;
  } while (elapsed < measuredNs);
  printf("%.1f\n", elapsed / times);
  return 0;
}
