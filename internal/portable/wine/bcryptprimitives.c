/* Wine 8 has no bcryptprimitives.dll, which Go's runtime asks for random bytes. This one passes the question on. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom, in advapi32 */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    while (length > 0) {
        ULONG part = length > 1 << 20 ? 1 << 20 : (ULONG)length;
        if (!SystemFunction036(data, part)) return FALSE;
        data += part, length -= part;
    }
    return TRUE;
}
