package sshx

// ServeSFTP is the server's half of SFTP without SSH around it.
var ServeSFTP = serveSFTP
