module kexctsvectors

go 1.21
