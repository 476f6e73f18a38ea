package sftpwire_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// The numbers are those of draft-ietf-secsh-filexfer-02: packets of section 3, flags
// of sections 5 and 6.3, codes of section 7.
func TestNumbersAreThoseOfTheDraft(t *testing.T) {
	for name, q := range map[string][2]uint32{
		"SSH_FXP_INIT":           {1, sftpwire.Init},
		"SSH_FXP_VERSION":        {2, sftpwire.VersionReply},
		"SSH_FXP_OPEN":           {3, sftpwire.Open},
		"SSH_FXP_CLOSE":          {4, sftpwire.Close},
		"SSH_FXP_READ":           {5, sftpwire.Read},
		"SSH_FXP_WRITE":          {6, sftpwire.Write},
		"SSH_FXP_LSTAT":          {7, sftpwire.Lstat},
		"SSH_FXP_FSTAT":          {8, sftpwire.Fstat},
		"SSH_FXP_SETSTAT":        {9, sftpwire.Setstat},
		"SSH_FXP_FSETSTAT":       {10, sftpwire.Fsetstat},
		"SSH_FXP_OPENDIR":        {11, sftpwire.Opendir},
		"SSH_FXP_READDIR":        {12, sftpwire.Readdir},
		"SSH_FXP_REMOVE":         {13, sftpwire.Remove},
		"SSH_FXP_MKDIR":          {14, sftpwire.Mkdir},
		"SSH_FXP_RMDIR":          {15, sftpwire.Rmdir},
		"SSH_FXP_REALPATH":       {16, sftpwire.Realpath},
		"SSH_FXP_STAT":           {17, sftpwire.Stat},
		"SSH_FXP_RENAME":         {18, sftpwire.Rename},
		"SSH_FXP_READLINK":       {19, sftpwire.Readlink},
		"SSH_FXP_SYMLINK":        {20, sftpwire.Symlink},
		"SSH_FXP_STATUS":         {101, sftpwire.Status},
		"SSH_FXP_HANDLE":         {102, sftpwire.Handle},
		"SSH_FXP_DATA":           {103, sftpwire.Data},
		"SSH_FXP_NAME":           {104, sftpwire.Name},
		"SSH_FXP_ATTRS":          {105, sftpwire.AttrsReply},
		"SSH_FXP_EXTENDED":       {200, sftpwire.Extended},
		"SSH_FXP_EXTENDED_REPLY": {201, sftpwire.ExtendedReply},

		"SSH_FX_OK":                {0, sftpwire.OK},
		"SSH_FX_EOF":               {1, sftpwire.EOF},
		"SSH_FX_NO_SUCH_FILE":      {2, sftpwire.NoSuchFile},
		"SSH_FX_PERMISSION_DENIED": {3, sftpwire.PermissionDenied},
		"SSH_FX_FAILURE":           {4, sftpwire.Failure},
		"SSH_FX_BAD_MESSAGE":       {5, sftpwire.BadMessage},
		"SSH_FX_NO_CONNECTION":     {6, sftpwire.NoConnection},
		"SSH_FX_CONNECTION_LOST":   {7, sftpwire.ConnectionLost},
		"SSH_FX_OP_UNSUPPORTED":    {8, sftpwire.OpUnsupported},

		"SSH_FXF_READ":   {1, sftpwire.FlagRead},
		"SSH_FXF_WRITE":  {2, sftpwire.FlagWrite},
		"SSH_FXF_APPEND": {4, sftpwire.FlagAppend},
		"SSH_FXF_CREAT":  {8, sftpwire.FlagCreate},
		"SSH_FXF_TRUNC":  {16, sftpwire.FlagTruncate},
		"SSH_FXF_EXCL":   {32, sftpwire.FlagExclusive},

		"SSH_FILEXFER_ATTR_SIZE":        {1, sftpwire.HasSize},
		"SSH_FILEXFER_ATTR_UIDGID":      {2, sftpwire.HasOwner},
		"SSH_FILEXFER_ATTR_PERMISSIONS": {4, sftpwire.HasMode},
		"SSH_FILEXFER_ATTR_ACMODTIME":   {8, sftpwire.HasTimes},
		"SSH_FILEXFER_ATTR_EXTENDED":    {0x80000000, sftpwire.HasExtended},

		"the version of the draft": {3, sftpwire.Version},
	} {
		if q[0] != q[1] {
			t.Errorf("%s is %d, expected %d", name, q[1], q[0])
		}
	}
}
